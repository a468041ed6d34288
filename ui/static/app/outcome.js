// What the window tells of all runs: its title, its icon, `data-running` of the body, and a notification at the end.
// @ts-check

import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { isTextOnly } from '../run/run_status.js';
import { notifyOfEnd } from './notification.js';

/** @typedef {import('../lib/types.js').Run} Run */

/** @type {Set<string>} the ids of the runs that had not ended when they were last heard of */
const live = new Set();

/** @param {boolean} isRunning */
function showIcon(isRunning) {
  /** @type {HTMLLinkElement | null} */
  const icon = document.querySelector('link[rel=icon]');
  if (!icon?.dataset.running) return;
  icon.dataset.idle ||= icon.href;
  const href = isRunning ? icon.dataset.running : icon.dataset.idle;
  if (icon.getAttribute('href') !== href) icon.href = href;
}

/**
 * The window's title when a run has ended.
 * @param {Run} run
 */
const endedTitle = (run) => t(run.state === 'done' && !isTextOnly(run) ? 'card.title.done' : 'card.title.failed');

/** @param {Run} run */
function update(run) {
  const before = live.size;
  const hasEnded = live.has(run.id) && !isLive(run);
  if (isLive(run)) live.add(run.id);
  else live.delete(run.id);
  document.body.toggleAttribute('data-running', live.size > 0);
  if (live.size) document.title = t('card.title.running');
  else if (before) document.title = endedTitle(run);
  if (Boolean(before) !== Boolean(live.size)) showIcon(live.size > 0);
  if (hasEnded) notifyOfEnd(run, endedTitle(run));
}

/** Watches the runs of all tabs of the page. */
export function watchOutcomes() {
  runStore.all().forEach(update);
  runStore.subscribe(update);
}
