// Composer of a phone: one row at the bottom of the window, which opens as a sheet with all the settings.
//
// The form column of Gradio is the composer and the sheet (css/phone.css); here are the button that opens it, its head,
// and all that closes it: ✕, Escape, a swipe down, a press beside it, and the press that makes a run.
// @ts-check

import { el, icon, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { isLive, runStore } from '../lib/run_store.js';
import { TABS } from '../lib/tabs.js';

const PHONE = matchMedia('(width < 720px)');
const SWIPE = 48; // px
const APART = 'dialog, [popover], .toast, .mention-menu'; // what lies over the sheet and belongs to it

/** @type {Map<Element, (isOpen: boolean) => void>} by form: opens and closes its sheet */
const sheets = new Map();

const openForm = () => [...sheets.keys()].find((form) => form.hasAttribute('data-open'));

/**
 * Opens the sheet of a form, where it is one.
 * @param {Element | null | undefined} form
 */
export function openComposerSheet(form) {
  if (form && PHONE.matches) sheets.get(form)?.(true);
}

/**
 * The component: the button of the collapsed composer and the head of the open sheet.
 * @param {HTMLElement} element
 */
export function mountComposerSheet(element) {
  const form = /** @type {HTMLElement | null} */ (element.closest('.panel-form'));
  if (!form) return;
  const title = t('page.fold');
  const toggle = el('button', {
    type: 'button', class: 'composer-toggle', 'aria-label': title, title, 'aria-expanded': 'false', onclick: () => setOpen(true),
  }, icon(ICONS.sliders));
  const close = el('button', {
    type: 'button', class: 'composer-close', 'aria-label': t('card.head.close'), onclick: () => setOpen(false),
  }, icon(ICONS.close));
  const head = el('div', { class: 'composer-head' }, el('h2', {}, title), close);

  /** @param {boolean} isOpen */
  function setOpen(isOpen) {
    if (!form || form.hasAttribute('data-open') === isOpen) return;
    const hadFocus = form.contains(document.activeElement);
    form.toggleAttribute('data-open', isOpen);
    form.toggleAttribute('data-full', false);
    form.scrollTop = 0;
    toggle.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) close.focus({ preventScroll: true });
    else if (hadFocus) toggle.focus({ preventScroll: true });
  }

  document.documentElement.style.setProperty('--add-key', JSON.stringify(t('page.key.add'))); // for css/phone.css
  sheets.set(form, setOpen);
  followSwipe(head, form, setOpen);
  watchRuns(form);
  keepMounted(element, el('div', {}, toggle, head));
}

/**
 * A swipe on the head: down closes the sheet, or halves one that is full; up makes it full.
 * @param {HTMLElement} head
 * @param {HTMLElement} form
 * @param {(isOpen: boolean) => void} setOpen
 */
function followSwipe(head, form, setOpen) {
  /** @type {number | null} */
  let start = null;
  const move = (/** @type {PointerEvent} */ event) => {
    if (start !== null) form.style.translate = `0 ${Math.max(0, event.clientY - start)}px`;
  };
  const end = (/** @type {PointerEvent} */ event) => {
    if (start === null) return;
    const way = event.clientY - start;
    start = null;
    form.style.translate = '';
    if (way < -SWIPE) form.toggleAttribute('data-full', true);
    else if (way > SWIPE && form.hasAttribute('data-full')) form.toggleAttribute('data-full', false);
    else if (way > SWIPE) setOpen(false);
  };
  head.addEventListener('pointerdown', (event) => {
    if (/** @type {Element} */ (event.target).closest('button')) return;
    start = event.clientY;
    head.setPointerCapture(event.pointerId);
  });
  head.addEventListener('pointermove', move);
  head.addEventListener('pointerup', end);
  head.addEventListener('pointercancel', end);
}

/**
 * Says on the form's tab whether one of its runs goes on: Stop stands in place of the button that makes one.
 * @param {HTMLElement} form
 */
function watchRuns(form) {
  const panel = form.closest('.form-panel');
  const task = Object.keys(TABS).find((name) => TABS[/** @type {import('../lib/tabs.js').Task} */ (name)].prefix === panel?.id);
  const update = () => panel?.toggleAttribute('data-live', runStore.all().some((run) => run.task === task && isLive(run)));
  runStore.subscribe(update);
  update();
}

/** @param {Event} event */
function isBeside({ target }) {
  const node = /** @type {Element} */ (target);
  return !openForm()?.contains(node) && !node.closest?.(APART);
}

// A press beside the sheet closes it and does nothing else.
document.addEventListener('click', (event) => {
  const form = openForm();
  if (!form || !event.isTrusted || !isBeside(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  sheets.get(form)?.(false);
}, true);

document.addEventListener('focusin', (event) => {
  const form = openForm();
  if (form && isBeside(event)) sheets.get(form)?.(false);
});

document.addEventListener('keydown', (event) => {
  const form = openForm();
  if (!form || event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  sheets.get(form)?.(false);
});

// After the guard of presses, which lets through only those that make a run.
document.addEventListener('click', (event) => {
  const form = /** @type {Element} */ (event.target).closest?.('.panel-run') && openForm();
  if (form) sheets.get(form)?.(false);
});

PHONE.addEventListener('change', () => {
  const form = openForm();
  if (form) sheets.get(form)?.(false);
});
