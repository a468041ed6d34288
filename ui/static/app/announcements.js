// Progress of the runs of all tabs in words, for screen readers: each phase, and in between how far it is by quarters.
// @ts-check

import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { progressFraction, statusText } from '../run/run_status.js';

/** @typedef {import('../lib/types.js').Run} Run */

const PARTS = 4;

export class Announcements {
  constructor() {
    /** @type {Map<string, {state: string, part: number}>} by run, as it was last heard of */
    this.heard = new Map();
  }

  /**
   * What is to be said of a run, or ''. Of one that had ended before the page came nothing is news; sending takes a
   * moment, and what follows it is said.
   * @param {Run} run
   */
  next(run) {
    const before = this.heard.get(run.id);
    const part = Math.min(PARTS - 1, Math.floor(PARTS * (progressFraction(run) ?? 0)));
    this.heard.set(run.id, { state: run.state, part });
    if ((!before && !isLive(run)) || run.state === 'sending') return '';
    if (run.state !== before?.state) return statusText(run);
    return part > before.part ? t('card.progress', { percent: (100 * part) / PARTS }) : '';
  }
}

/** The part of the page that says how the runs go on, to people who listen to it. */
export function runAnnouncer() {
  const announcements = new Announcements();
  const region = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
  const update = (/** @type {Run} */ run) => {
    const text = announcements.next(run);
    if (!text) return;
    const isOnly = runStore.all().filter(isLive).length <= 1;
    set(region, isOnly ? text : `${text}: ${run.prompt.slice(0, 60)}`);
  };
  runStore.all().forEach(update);
  runStore.subscribe(update);
  return region;
}
