// Menu button: a button that opens a list of actions over everything else.
// @ts-check

import { el } from './dom.js';

/**
 * An entry of a menu; one with an `href` is a download.
 * @typedef {{label: string, href?: string, onSelect?: () => unknown}} MenuItem
 */

const GAP = 4; // px between the button and its menu
const MARGIN = 8; // px to the edges of the window
const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });

/**
 * Puts a menu under its button, or above it where there is no room.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function placeMenu(menu, button) {
  const { left, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = bottom + GAP + height <= innerHeight - MARGIN;
  menu.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - MARGIN - width))}px`;
  menu.style.top = `${Math.max(MARGIN, below ? bottom + GAP : top - GAP - height)}px`;
}

/** @param {MenuItem} item */
function menuItem({ label, href, onSelect }) {
  const attributes = { role: 'menuitem', class: 'menu-item', tabindex: '-1' };
  return href
    ? el('a', { ...attributes, href, download: '' }, label)
    : el('button', { ...attributes, type: 'button', onclick: () => onSelect?.() }, label);
}

/**
 * @param {HTMLElement} menu
 * @param {KeyboardEvent} event
 */
function handleKey(menu, event) {
  event.stopPropagation(); // they are not for what lies under the menu
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const index = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const ends = /** @type {Record<string, number>} */ ({ Home: 0, End: items.length - 1 });
  const to = STEPS[event.key] ? (index + STEPS[event.key] + items.length) % items.length : ends[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items[to]?.focus();
}

/**
 * A menu and its button, to be put into the page together. `items()` are asked for each time it opens.
 * @param {{content: Node | string, label: string, class: string, items: () => MenuItem[]}} parts
 * @returns {[HTMLButtonElement, HTMLElement]}
 */
export function menuButton({ content, label, class: name, items }) {
  const menu = el('div', { class: 'menu', role: 'menu', popover: 'auto', 'aria-label': label });
  const button = el('button', {
    type: 'button', class: name, title: label, 'aria-label': label, 'aria-haspopup': 'menu', 'aria-expanded': 'false',
  }, content);
  button.popoverTargetElement = menu;
  const follow = () => placeMenu(menu, button);
  menu.addEventListener('beforetoggle', (event) => {
    const opens = /** @type {ToggleEvent} */ (event).newState === 'open';
    button.setAttribute('aria-expanded', String(opens));
    if (opens) menu.replaceChildren(...items().map(menuItem));
    if (opens) window.addEventListener('scroll', follow, true);
    else window.removeEventListener('scroll', follow, true);
  });
  menu.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'open') return;
    follow();
    /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus({ preventScroll: true });
  });
  menu.addEventListener('click', () => menu.hidePopover());
  menu.addEventListener('keydown', (event) => handleKey(menu, event));
  return [button, menu];
}
