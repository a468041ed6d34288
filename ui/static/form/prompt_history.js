// Prompt history: ArrowUp in an empty prompt walks through those that were sent, in this browser alone.
// @ts-check

import { typeText } from '../lib/dom.js';
import { readObject, updateObject } from '../lib/local_storage.js';

const STORE = 'easel-prompts'; // {sent: [text, …]}, the last first
const MAX_PROMPTS = 50;
const FIELD = '.panel-prompt textarea';

/** @returns {string[]} */
const sentPrompts = () => readObject(STORE).sent || [];

/** @type {WeakMap<Element, number>} by field: which prompt of the history it shows */
const positions = new WeakMap();

/**
 * @param {HTMLTextAreaElement} field
 * @param {number} position -1 is the empty field
 */
function show(field, position) {
  positions.set(field, position);
  typeText(field, sentPrompts()[position] ?? '');
}

document.addEventListener('keydown', (event) => {
  const field = /** @type {HTMLTextAreaElement} */ (event.target);
  if (!['ArrowUp', 'ArrowDown'].includes(event.key) || event.isComposing || !field.matches?.(FIELD)) return;
  const prompts = sentPrompts();
  const position = field.value === '' ? -1 : positions.get(field) ?? -1;
  const isUntouched = field.value === (prompts[position] ?? '');
  const next = position + (event.key === 'ArrowUp' ? 1 : -1);
  if (!isUntouched || next < -1 || next >= prompts.length || event.shiftKey || event.altKey) return;
  event.preventDefault();
  show(field, next);
});

// Only a press that the guard lets through comes as far as here (form/submit_guard.js).
document.addEventListener('click', (event) => {
  const button = /** @type {Element} */ (event.target).closest?.('.panel-run');
  /** @type {HTMLTextAreaElement | null | undefined} */
  const field = button?.closest('.form-panel')?.querySelector(FIELD);
  const text = field?.value.trim();
  if (!text) return;
  updateObject(STORE, { sent: [text, ...sentPrompts().filter((other) => other !== text)].slice(0, MAX_PROMPTS) });
});
