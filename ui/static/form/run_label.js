// Label of a form's button: that its press is on its way, or that the next one makes another image.
// @ts-check

import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { TABS } from '../lib/tabs.js';

/** @type {import('../lib/tabs.js').Task[]} */
const TASKS = ['generate', 'edit']; // in chat the turn itself is there at once (chat/conversation.js)
const LABEL = 'data-label'; // shown by css/form.css, as Gradio sets the button's own text
const SENDING = 'data-sending';

/** @param {HTMLElement} button */
const isElsewise = (button) => button.hasAttribute('data-wait')
  || Boolean(button.closest('.form-panel')?.querySelector('.panel-key [data-needed]'));

/**
 * @param {HTMLElement} button
 * @param {boolean} isRunning whether a run of the same form goes on
 */
function labelKey(button, isRunning) {
  if (isElsewise(button)) return '';
  if (button.hasAttribute(SENDING)) return 'card.chat.sending';
  return isRunning ? 'page.run.another' : '';
}

function update() {
  const running = new Set(runStore.all().filter(isLive).map(({ task }) => task));
  for (const task of TASKS) {
    /** @type {HTMLElement | null} */
    const button = document.querySelector(`#${TABS[task].prefix}-run`);
    if (!button) continue;
    const key = labelKey(button, running.has(task));
    if (key) {
      button.setAttribute(LABEL, t(key));
      button.setAttribute('aria-label', t(key));
    } else if (button.hasAttribute(LABEL)) {
      button.removeAttribute(LABEL);
      if (!button.hasAttribute('data-wait')) button.removeAttribute('aria-label');
    }
  }
}

/**
 * Says on the button whether a press is on its way to the server.
 * @param {string} id of the button
 * @param {boolean} isSending
 */
export function showSending(id, isSending) {
  document.getElementById(id)?.toggleAttribute(SENDING, isSending);
  update();
}

runStore.subscribe(update);
// After what waited for the server has let go of the button (app/offline.js).
for (const name of ['easel-unreachable', 'easel-reachable']) {
  document.addEventListener(name, () => queueMicrotask(update));
}
