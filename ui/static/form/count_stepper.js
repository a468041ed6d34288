// Buttons that count the images up and down, beside the number that Gradio's slider holds.
// @ts-check

import { el, keepMounted, typeText } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/**
 * The component: − and +, around the number.
 * @param {HTMLElement} element
 */
export function mountCountStepper(element) {
  /** @param {number} change */
  function step(change) {
    /** @type {HTMLInputElement | null | undefined} */
    const field = element.closest('.panel-counter')?.querySelector('.panel-count input[type=number]');
    if (!field) return;
    const count = Math.min(Number(field.max), Math.max(Number(field.min), Number(field.value) + change));
    if (count === Number(field.value)) return;
    typeText(field, String(count));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
  /** @param {number} change @param {string} sign @param {string} key */
  const button = (change, sign, key) => el('button', {
    type: 'button', class: 'button', 'aria-label': t(key), onclick: () => step(change),
  }, sign);
  keepMounted(element, el('div', { class: 'stepper' },
    button(-1, '−', 'page.count.fewer'), button(1, '+', 'page.count.more')));
}
