// Guard of presses that cost money: one press is one person's one gesture.
//
// No key held down, no second half of a double click, no answer to a question that nobody can have read yet. Each
// gesture gets a key of its own, which goes along with what it submits: a browser sends a request anew when a
// kept-alive connection turns out dead, and the server makes one run of both.
// @ts-check

import { withOwnValues } from '../lib/component_value.js';
import { newKey } from '../lib/idempotency.js';
import { openComposerSheet } from './composer_sheet.js';
import { showSending } from './run_label.js';

const READING_TIME = 1000; // ms that a question stands before a press answers it
const FORM = '.panel-form, .panel-composer'; // what holds the button and what is said of a press
const messageTimes = new WeakMap(); // by form: when its message was last set
const pressKeys = new Map(); // by the id of the button: the key of its last gesture

const findVisible = (selector) => [...document.querySelectorAll(selector)].find((node) => node.offsetParent);

// A form that was touched since asks for something else: its next press is no answer.
const hasQuestion = (form) => Boolean(form.querySelector('.panel-again :is(textarea, input)')?.value)
  && !form.querySelector('.panel-message[data-old]');

function isAccepted(button) {
  const form = button.closest(FORM);
  if (!form || !hasQuestion(form)) return true;
  return performance.now() - (messageTimes.get(form) ?? -Infinity) >= READING_TIME;
}

// Without the key that the model needs, the button leads to its field.
function focusMissingKey(button) {
  const field = button.closest('.form-panel')?.querySelector('.panel-key [data-needed] input');
  if (field) openComposerSheet(button.closest(FORM));
  field?.focus();
  return Boolean(field);
}

document.addEventListener('click', (event) => {
  /** @type {HTMLButtonElement | null} */
  const button = event.target instanceof Element ? event.target.closest('.panel-run') : null;
  if (!button) return;
  if (focusMissingKey(button)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (!event.isTrusted || (event.detail <= 1 && isAccepted(button))) {
    pressKeys.set(button.id, newKey());
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/**
 * The inputs of a press with the key of the gesture as the first of them; `ids` as in withOwnValues. They leave now: the
 * button says so until the answer is there, at once, whatever the server takes.
 */
export function withPressKey(button, ids, [, ...inputs]) {
  showSending(button, true);
  return [pressKeys.get(button) ?? '', ...withOwnValues(ids, inputs)];
}

/** A press was answered, or its answer is lost. */
export function endPress(button) {
  showSending(button, false);
  return [];
}

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  if (event.repeat && /** @type {Element} */ (event.target).closest?.('button')) event.preventDefault();
  if ((!event.ctrlKey && !event.metaKey) || document.querySelector('dialog[open]')) return;
  const button = findVisible('.panel-run');
  if (!button) return;
  event.preventDefault();
  if (!event.repeat && isAccepted(button)) button.click();
}, true);

// The message answers a press: it goes when the form is touched.
function handleTouch(event) {
  const form = /** @type {Element} */ (event.target).closest?.(FORM);
  form?.querySelectorAll('.panel-message').forEach((message) => message.setAttribute('data-old', ''));
  if (form) hideRepeatedPlan(form);
}

for (const name of ['input', 'change']) document.addEventListener(name, handleTouch);
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[role=option]')) handleTouch(event);
}, true);

// Where the plan refuses in the same words as the message, they are said once.
function hideRepeatedPlan(form) {
  const [plan, message] = ['.panel-plan', '.panel-message'].map((selector) => form.querySelector(selector));
  if (!plan || !message) return;
  // A plan's words may be followed by the button of a size that can be had.
  const [planText, messageText] = [plan, message].map((part) => part.querySelector('p')?.firstChild?.textContent?.trim());
  const same = Boolean(messageText) && planText === messageText;
  plan.toggleAttribute('data-said', same && !message.hasAttribute('data-old'));
}

/** Watches the inside of a plan or a message, which Gradio sets. */
export function watchMessage(element) {
  const form = element.closest(FORM);
  const message = element.closest('.panel-message');
  if (!form) return;
  new MutationObserver(() => {
    if (message) {
      messageTimes.set(form, performance.now());
      form.querySelectorAll('.panel-message').forEach((other) => other.removeAttribute('data-old'));
      if (message.textContent.trim()) message.dispatchEvent(new CustomEvent('easel-said', { bubbles: true }));
    }
    hideRepeatedPlan(form);
  }).observe(element, { childList: true, characterData: true, subtree: true, attributeFilter: ['data-press'] });
}
