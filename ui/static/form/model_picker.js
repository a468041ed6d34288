// Model picker of a form: a card that opens the panel. Gradio's dropdown lies over it unseen and holds the value.
//
// A pointer meets the dropdown's field, as scripts do that know the page by its ids: it opens the panel as well. The
// keyboard meets the card.
// @ts-check

import { el, icon, keepMounted, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { openProviders } from '../providers/providers_page.js';
import { registerChooser } from './model_choice.js';
import { modelDetails } from './model_card.js';
import { rememberModel } from './model_list.js';
import { openModelPanel } from './model_panel.js';
import { limitPrompt } from './prompt_counter.js';

const FIELD = '.panel-model input';

/** @type {WeakMap<Element, () => void>} by the box around card and dropdown: opens its panel */
const openers = new WeakMap();

/**
 * The component; `props.card` is the chosen model, `props.value` what a person chose, "gateway/model".
 * @param {HTMLElement} element
 * @param {{card: import('./model_list.js').ModelCard, value: string}} props
 * @param {{trigger: (event: string) => void, watch: (name: string, callback: () => void) => void}} tools
 */
export function mountModelPicker(element, props, { trigger, watch }) {
  const details = el('span', { class: 'model-details' });
  const card = el('button', {
    type: 'button', class: 'model-card', 'aria-haspopup': 'dialog', onclick: () => open(),
  }, details, icon(ICONS.unfold));
  const ownKey = el('button', { type: 'button', class: 'button own-key', onclick: () => open() });
  const root = el('div', {}, card, ownKey);
  keepMounted(element, root);
  const box = element.closest('.panel-picker-box');
  if (box) {
    openers.set(box, open);
    registerChooser(box, choose);
    new MutationObserver(() => shutField(box)).observe(box, { childList: true, subtree: true });
    shutField(box);
  }

  let shown = props.card;
  let awaited = ''; // the value that was chosen and is not confirmed yet

  /** @param {import('./model_list.js').ModelCard} model */
  function draw(model) {
    shown = model;
    const form = element.closest('.form-panel');
    if (form) limitPrompt(form, model.prompt_limit);
    details.replaceChildren(...modelDetails(model));
    const name = model.by_rule ? t('page.picker.painter') : model.name;
    card.setAttribute('aria-label', t('page.picker.change', { name }));
    card.title = model.family_is_guess ? t('page.model.guess', { family: model.family }) : ''; // the chat's chip has no room
    set(ownKey, t('page.key.own'));
    ownKey.hidden = !model.by_rule;
  }

  /** @param {import('./model_list.js').ModelRow} row */
  function choose(row) {
    rememberModel(row.value);
    if (row.value === shown.value) return;
    draw(row); // the server's answer confirms it
    awaited = row.value;
    markByRule(false);
    props.value = row.value;
    trigger('input');
  }

  function open() {
    openModelPanel(shown.value, {
      onClose: () => card.focus(), onChoose: choose, onManage: (query) => openProviders({ query }),
    });
  }

  /**
   * Marks the form as free where the server says so of the model that it holds.
   * @param {boolean} isByRule
   */
  function markByRule(isByRule) {
    element.closest('.form-panel')?.toggleAttribute('data-by-rule', isByRule);
  }

  function update() {
    const { asked } = props.card;
    if (awaited && asked && asked !== awaited) return; // of one that was chosen before: a press sends the later one
    awaited = '';
    draw(props.card);
    markByRule(props.card.by_rule);
  }

  watch('card', update);
  update();
}

/**
 * Takes the dropdown's field out of the way of the keyboard and of screen readers.
 * @param {Element} box
 */
function shutField(box) {
  const field = box.querySelector(`${FIELD}:not([tabindex="-1"])`);
  field?.setAttribute('tabindex', '-1');
  field?.setAttribute('aria-hidden', 'true');
}

/**
 * The dropdown's new value, as the picker's event gives it.
 * @param {string} value
 */
export const chosenModel = (value) => [value];

// The field is no stop of the keyboard, and its own list stays shut.
document.addEventListener('mousedown', (event) => {
  if (/** @type {Element} */ (event.target).matches?.(FIELD)) event.preventDefault();
}, true);
document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const box = target.closest?.(FIELD) && target.closest('.panel-picker-box');
  if (!box) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  openers.get(box)?.();
}, true);
