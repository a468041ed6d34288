// Button of the head with how many runs have not ended, and the list of them.
// @ts-check

import {
  actionButton, el, set, setChildren,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { cancelRun, startRuns } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';
import { statusText } from '../run/run_status.js';

/** @typedef {import('../lib/types.js').Run} Run */

const LIST = 'easel-running-list';

/** @type {Map<string, HTMLElement>} rows by the id of their run: a row that stays keeps its focus */
const rows = new Map();

/** @param {Run} run */
function buildRow(run) {
  const stop = actionButton(t('page.stop'), () => {
    stop.disabled = true;
    cancelRun(run.id).catch(() => { stop.disabled = false; });
  });
  return el('li', {},
    el('span', { class: 'running-prompt' }, run.prompt), el('span', { class: 'small' }), stop);
}

/** @param {Run} run */
function updateRow(run) {
  const row = rows.get(run.id) || buildRow(run);
  rows.set(run.id, row);
  set(/** @type {Element} */ (row.querySelector('.small')), statusText(run));
  return row;
}

/** The button and its list; hidden where nothing runs, or where the browser is too old to show it (before 2024). */
export function runningRuns() {
  if (!('popover' in HTMLElement.prototype)) return el('div');
  const list = el('ul', { id: LIST, popover: 'auto', 'aria-label': t('card.head.running.title') });
  const count = el('span');
  const button = el('button', {
    type: 'button', class: 'head-button head-running', hidden: true, popovertarget: LIST,
  }, el('span', { class: 'head-dot', 'aria-hidden': 'true' }), count);
  const isShown = () => list.matches(':popover-open');

  function update() {
    const live = runStore.all().filter(isLive);
    button.hidden = !live.length;
    if (!live.length && isShown()) list.hidePopover();
    set(count, String(live.length));
    button.setAttribute('aria-label', t('card.head.running', { count: live.length }));
    if (!isShown()) return;
    setChildren(list, live.map(updateRow));
  }

  list.addEventListener('beforetoggle', () => queueMicrotask(update));
  list.addEventListener('toggle', () => {
    update();
    if (!isShown()) rows.clear();
  });
  runStore.subscribe(update);
  setInterval(() => isShown() && update(), 1000);
  startRuns().catch(() => {});
  return el('div', { class: 'running' }, button, list);
}
