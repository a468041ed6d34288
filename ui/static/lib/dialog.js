// Modal dialogs: how one opens over the page and closes, and the sheet with a title.
// @ts-check

import { el, icon, pageRoot } from './dom.js';
import { t } from './i18n.js';
import { ICONS } from './icons.js';

/**
 * A button with a cross, which closes the dialog that it is in.
 * @param {string} label
 * @param {string} className
 */
export function closeButton(label, className) {
  const button = el('button', {
    type: 'button', class: className, 'aria-label': label, title: label, onclick: () => button.closest('dialog')?.close(),
  }, icon(ICONS.close));
  return button;
}

/**
 * Opens a dialog over the page.
 * @param {HTMLDialogElement} dialog
 */
export function showModal(dialog) {
  if (!dialog.isConnected) pageRoot().append(dialog);
  if (!dialog.open) dialog.showModal();
}

/**
 * Has a press beside a dialog close it.
 * @param {HTMLDialogElement} dialog
 */
export function closeByPressBeside(dialog) {
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
}

/**
 * Opens a sheet; it is gone once it is closed, by Esc, its button, or a press beside it.
 * @param {string} title
 * @param {{class?: string}} attributes
 * @param {...Node} children
 */
export function openDialog(title, attributes, ...children) {
  const dialog = el('dialog', { 'aria-label': title, ...attributes, class: `sheet ${attributes.class || ''}` },
    el('div', { class: 'sheet-head' }, el('h2', {}, title), closeButton(t('card.head.close'), 'head-button')),
    el('div', { class: 'sheet-body', tabindex: '0' }, ...children)); // to be scrolled by keys
  closeByPressBeside(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  showModal(dialog);
  return dialog;
}
