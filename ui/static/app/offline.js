// What the page says and does while the server is not reached: one line, and presses that wait.
// @ts-check

import { isOffline, isUnreachable } from '../lib/connection.js';
import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const BUTTONS = '.panel-run';

/** Buttons keep their focus, so that they are found where they were left; a press does nothing. */
function updateButtons() {
  document.querySelectorAll(BUTTONS).forEach((button) => {
    if (isUnreachable()) {
      button.setAttribute('aria-disabled', 'true');
      button.setAttribute('aria-label', t('card.offline.wait'));
      button.setAttribute('data-wait', t('card.offline.wait')); // shown by css/app.css
    } else if (button.hasAttribute('data-wait')) {
      ['aria-disabled', 'aria-label', 'data-wait'].forEach((name) => button.removeAttribute(name));
    }
  });
}

/** @param {Event} event */
function refusePress(event) {
  if (!isUnreachable() || !(/** @type {Element} */ (event.target)).closest?.(BUTTONS)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** The line of the head; it is empty, and takes no room, while the server is reached. */
export function offlineLine() {
  const line = el('p', { class: 'offline', role: 'status' });
  const update = () => {
    if (isUnreachable()) line.textContent = t('card.offline');
    else line.textContent = isOffline() ? t('card.offline.events') : '';
    updateButtons();
  };
  for (const name of ['easel-offline', 'easel-unreachable', 'easel-reachable']) document.addEventListener(name, update);
  // At the window, before whatever else hears of a press. A tab's button is drawn when the tab is first opened.
  window.addEventListener('click', (event) => {
    refusePress(event);
    if (isUnreachable()) requestAnimationFrame(updateButtons);
  }, true);
  update();
  return line;
}
