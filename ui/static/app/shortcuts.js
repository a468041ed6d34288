// Keyboard shortcuts of the whole page: the list of all, and those that the head answers.
// @ts-check

import { openDialog } from '../lib/dialog.js';
import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { openTabAt } from '../lib/tabs.js';

const FIELD = 'input, textarea, select, [contenteditable]';
const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

/**
 * The shortcuts by group: what each does, as a string's key, and its keys. Those that are pressed together stand in
 * one text, joined by "+".
 * @type {Record<string, [string, string[]][]>}
 */
const GROUPS = {
  'card.keys.page': [
    ['card.keys.generate', [`${COMMAND}+Enter`]],
    ['card.keys.library', ['/']],
    ['card.keys.tabs', ['1', '2', '3', '4']],
    ['card.keys.list', ['?']],
    ['card.keys.close', ['Esc']],
  ],
  'card.keys.chat': [
    ['card.keys.send', ['Enter']],
    ['card.keys.newline', ['Shift+Enter']],
  ],
  'card.keys.images': [
    ['card.keys.images.walk', ['←', '→']],
    ['card.keys.images.move', [`${COMMAND === '⌘' ? '⌥' : 'Ctrl'}+←`, '→']],
    ['card.keys.images.remove', ['Del']],
  ],
  'card.keys.mask': [
    ['card.keys.mask.tools', ['B', 'E', 'R']],
    ['card.keys.mask.size', ['[', ']']],
    ['card.keys.mask.invert', ['I']],
    ['card.keys.mask.undo', [`${COMMAND}+Z`, `${COMMAND}+Shift+Z`]],
    ['card.keys.mask.zoom', ['+', '−', '0']],
    ['card.keys.mask.pan', ['Space']],
    ['card.keys.mask.box', ['Enter']],
  ],
  'card.keys.gallery': [
    ['card.keys.gallery.walk', ['←', '→', '↑', '↓']],
    ['card.keys.gallery.open', ['Enter']],
    ['card.keys.gallery.select', ['Space']],
    ['card.keys.gallery.range', ['Shift+←', 'Shift+→']],
    ['card.keys.gallery.all', [`${COMMAND}+A`]],
    ['card.keys.gallery.delete', ['Del']],
  ],
  'card.keys.viewer': [
    ['card.keys.viewer.walk', ['←', '→']],
    ['card.keys.viewer.zoom', ['Z']],
    ['card.keys.viewer.favourite', ['F']],
    ['card.keys.viewer.delete', ['Del']],
  ],
};

/** @type {HTMLDialogElement | null} */
let opened = null;

/** @param {string} keys */
function keysText(keys) {
  const parts = keys.length > 1 ? keys.split('+') : [keys];
  return el('span', { class: 'keys' }, ...parts.map((key) => el('kbd', {}, key)));
}

/** Opens the list of all shortcuts. */
export function openShortcuts() {
  if (opened?.open) return;
  const groups = Object.entries(GROUPS).map(([title, rows]) => el('section', {}, el('h3', {}, t(title)), el('dl', {},
    ...rows.map(([does, keys]) => el('div', {}, el('dt', {}, t(does)), el('dd', {}, ...keys.map(keysText)))))));
  opened = openDialog(t('card.head.shortcuts'), { class: 'shortcuts' }, ...groups);
}

/** @param {KeyboardEvent} event */
function handleKey(event) {
  const target = /** @type {Element} */ (event.target);
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest?.(FIELD) || document.querySelector('dialog[open]')) return;
  if (event.key === '?' || event.key === '？') openShortcuts();
  else if (/^[1-4]$/.test(event.key) && !event.repeat) openTabAt(Number(event.key) - 1)?.focus();
  else return;
  event.preventDefault();
}

/** Answers `?`, and the digits of the tabs, wherever nothing is typed. */
export function watchShortcuts() {
  document.addEventListener('keydown', handleKey);
}
