// Toast: a message in the corner of the window for a while, with what can be done about it.
// @ts-check

import { actionButton, el, pageRoot } from './dom.js';
import { t } from './i18n.js';

const SHOWN = 12_000; // ms
const OFFERED = 30_000; // ms of one that asks for something

/** @type {HTMLElement | null} */
let shown = null;

function hideToast() {
  shown?.remove();
  shown = null;
}

// What is being read or pointed at stays.
/** @param {HTMLElement} toast @param {number} time */
function hideAfter(toast, time) {
  setTimeout(() => {
    if (toast.matches(':hover, :focus-within')) hideAfter(toast, time);
    else toast.remove();
  }, time);
}

/**
 * Shows a message in place of the one before. A dialog over the whole window covers what is outside of it.
 * @param {string} text
 * @param {...HTMLElement} parts buttons, or what the message is about
 */
export function showToast(text, ...parts) {
  hideToast();
  const close = el('button', {
    type: 'button', class: 'toast-close', 'aria-label': t('card.toast.close'), onclick: hideToast,
  }, '×');
  const toast = el('div', { class: 'toast', role: 'status' }, el('span', {}, text), ...parts, close);
  /** @type {NodeListOf<HTMLDialogElement>} */
  const dialogs = document.querySelectorAll('dialog:modal');
  const dialog = [...dialogs].at(-1);
  (dialog || pageRoot()).append(toast);
  dialog?.addEventListener('close', () => toast.isConnected && pageRoot().append(toast), { once: true });
  shown = toast;
  hideAfter(toast, parts.length ? OFFERED : SHOWN);
}

/**
 * A button of a toast, which it takes away.
 * @param {string} text
 * @param {() => void} work
 */
export function toastButton(text, work) {
  return actionButton(text, () => {
    hideToast();
    work();
  });
}

/**
 * Shows what was done, with a button that takes it back.
 * @param {string} text
 * @param {() => void} undo
 */
export function offerUndo(text, undo) {
  showToast(text, toastButton(t('card.action.undo'), undo));
}
