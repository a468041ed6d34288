// Settings of the next turn: a button in the composer that says the ratio and the resolution, and their panel.
// @ts-check

import { el, icon, keepMounted, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';

const PANEL = 'chat-fold';
const GAP = 8; // px between the button and the panel

/**
 * The text of what is chosen among the buttons of a group.
 * @param {Element} panel
 * @param {string} group
 */
const choiceText = (panel, group) => panel.querySelector(`${group} label.selected`)?.textContent?.trim() || '';

/**
 * What is chosen, in one line: a typed size takes the place of the ratio.
 * @param {Element} panel
 */
function summaryOf(panel) {
  /** @type {HTMLInputElement | null} */
  const size = panel.querySelector('[data-option="size"] input');
  const parts = [size?.value.trim() || choiceText(panel, '.panel-ratio'), choiceText(panel, '.panel-resolution')];
  const auto = t('page.ratio.auto');
  return [...new Set(parts.filter((part) => part && part !== auto))].join(' · ') || auto;
}

/**
 * Over the button, from the composer's left edge on; on a phone as wide as that.
 * @param {HTMLElement} panel
 * @param {HTMLElement} button
 */
function placePanel(panel, button) {
  const { top, left } = button.getBoundingClientRect();
  const room = document.documentElement.clientWidth - panel.offsetWidth - GAP;
  panel.style.left = `${Math.max(GAP, Math.min(left, room))}px`;
  panel.style.bottom = `${innerHeight - top + GAP}px`;
  panel.style.maxHeight = `${top - 2 * GAP}px`;
}

/**
 * The component of the button. The panel is the column of Gradio's components that hold the values.
 * @param {HTMLElement} element
 */
export function mountTurnSettings(element) {
  const text = el('span', {});
  const button = el('button', { type: 'button', class: 'composer-chip' }, icon(ICONS.shape), text);
  keepMounted(element, button);
  const panel = document.getElementById(PANEL);
  if (!panel) return;
  panel.popover = 'auto';
  panel.setAttribute('role', 'group');
  panel.setAttribute('aria-label', t('page.fold'));
  button.popoverTargetElement = panel;
  const follow = () => panel.matches(':popover-open') && placePanel(panel, button);
  panel.addEventListener('toggle', follow);
  // The bar of tabs comes back when the prompt loses the focus, and lifts the composer (app/tab_list.js).
  new MutationObserver(follow).observe(document.body, { attributeFilter: ['data-typing'] });
  addEventListener('resize', follow);

  const update = () => {
    const summary = summaryOf(panel);
    set(text, summary);
    button.setAttribute('aria-label', `${t('page.fold')}: ${summary}`);
    button.title = t('page.fold');
  };
  new MutationObserver(update).observe(panel, { childList: true, subtree: true, attributeFilter: ['class'] });
  panel.addEventListener('input', update);
  update();
}
