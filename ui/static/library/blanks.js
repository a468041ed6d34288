// Blanks in a prompt field: Tab goes to the next one, and a press with one left leads there first.
// @ts-check

import { t } from '../lib/i18n.js';
import { TABS } from '../lib/tabs.js';
import { showToast } from '../lib/toast.js';
import { findBlanks, nextBlank } from './prompt_text.js';

const FIELDS = Object.values(TABS).map(({ prompt }) => `#${prompt} textarea`).join(', ');

/** @type {WeakMap<HTMLTextAreaElement, string>} by field: the text that was sent back once */
const returned = new WeakMap();

/**
 * Selects the next blank of a field behind its caret.
 * @param {HTMLTextAreaElement} field
 */
export function selectNextBlank(field) {
  const blank = nextBlank(field.value, field.selectionEnd);
  if (!blank) return false;
  field.focus();
  field.setSelectionRange(blank.start, blank.end);
  return true;
}

/** @param {KeyboardEvent} event */
function handleTab(event) {
  const field = event.target;
  if (event.key !== 'Tab' || event.shiftKey || !(field instanceof HTMLTextAreaElement) || !field.matches(FIELDS)) return;
  const isBehind = findBlanks(field.value).some((blank) => blank.start >= field.selectionEnd);
  if (isBehind && selectNextBlank(field)) event.preventDefault();
}

// What looks like a blank may be meant: the same text passes at the second press.
/** @param {MouseEvent} event */
function handlePress(event) {
  const button = /** @type {Element} */ (event.target).closest?.('.panel-run');
  /** @type {HTMLTextAreaElement | null | undefined} */
  const field = button?.closest('.form-panel, .panel-composer, [role=tabpanel]')?.querySelector(FIELDS);
  const blank = field && nextBlank(field.value, 0);
  if (!field || !blank || returned.get(field) === field.value) return;
  returned.set(field, field.value);
  event.preventDefault();
  event.stopImmediatePropagation();
  field.setSelectionRange(0, 0);
  selectNextBlank(field);
  showToast(t('card.library.blank', { name: blank.name }));
}

document.addEventListener('keydown', handleTab);
window.addEventListener('click', handlePress, true); // before whatever counts the press
