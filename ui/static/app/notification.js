// Notification of the system when a run ends that was long, while nobody looks at the page.
// @ts-check

import { actionButton, el, pageRoot } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';

/** @typedef {import('../lib/types.js').Run} Run */

const STORED = 'easel-notifications';
const LONG = 20; // s that a run takes before it is worth one

export const canNotify = () => 'Notification' in window && window.isSecureContext;

/** Whether the visitor wants them and the browser shows them. */
export const isNotifying = () => canNotify() && Notification.permission === 'granted' && readObject(STORED).on === true;

/**
 * Turns them on, for which the browser asks, or off. Resolves with what holds then.
 * @param {boolean} isOn
 */
export async function setNotifying(isOn) {
  const granted = isOn && canNotify() && await Notification.requestPermission() === 'granted';
  updateObject(STORED, { on: granted, asked: true });
  return granted;
}

/** Offered once in this browser. */
function offer() {
  if (!canNotify() || Notification.permission !== 'default' || readObject(STORED).asked) return;
  updateObject(STORED, { asked: true });
  const toast = el('div', { class: 'toast', role: 'status' }, el('span', {}, t('card.notify.offer')));
  const answer = (/** @type {boolean} */ isOn) => {
    toast.remove();
    if (isOn) setNotifying(true);
  };
  toast.append(
    actionButton(t('card.notify.yes'), () => answer(true)),
    actionButton(t('card.account.later'), () => answer(false)),
  );
  pageRoot().append(toast);
}

/**
 * @param {Run} run
 * @param {string} title
 */
export function notifyOfEnd(run, title) {
  const seconds = (run.timings?.ended || run.now) - run.created;
  if (!document.hidden || seconds < LONG) return;
  if (!isNotifying()) {
    offer();
    return;
  }
  try {
    // By its id: each window of the visitor tells of the run, and one of them shows.
    const shown = new Notification(title, { body: run.prompt.slice(0, 120), tag: run.id });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Chrome on Android lets only a service worker show one.
  }
}
