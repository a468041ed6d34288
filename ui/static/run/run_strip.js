// Strip of the runs of a tab as small pictures; the chosen one stands on the stage.
// @ts-check

import {
  el, icon, set, setChildren,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { isLive } from '../lib/run_store.js';
import { openTabAt } from '../lib/tabs.js';
import { ICONS } from '../lib/icons.js';
import { thumbnail } from '../lib/thumbnail.js';
import { itemsOf } from './picture_item.js';
import { draftPictures, statusText } from './run_status.js';

/** @typedef {import('../lib/types.js').Run} Run */

const GALLERY = 3; // its index in the tab list
const NEAR = 200; // px to the end of the strip at which older runs are loaded

/**
 * The newest whole draft stands for a run that has no picture yet.
 * @param {Run} run
 */
function thumbnailOf(run) {
  const [item] = itemsOf(run);
  const picture = item?.picture ?? draftPictures(run).filter(({ state, gone }) => state === 'done' && !gone).at(-1);
  return picture?.thumb_url ?? '';
}

class StripItem {
  /**
   * @param {Run} run
   * @param {() => void} onChoose
   */
  constructor(run, onChoose) {
    this.run = run;
    this.thumbnail = '';
    this.image = thumbnail({ width: 96, height: 96, loading: 'lazy', decoding: 'async', hidden: true });
    for (const name of ['load', 'error']) this.image.addEventListener(name, () => { this.image.hidden = name === 'error'; });
    this.count = el('span', { class: 'strip-count', 'aria-hidden': 'true' });
    this.root = el('button', {
      type: 'button', class: 'strip-item', 'data-strip-run': run.id, onclick: onChoose,
    }, el('span', { class: 'strip-prompt', 'aria-hidden': 'true' }, run.prompt.slice(0, 60)), this.image, this.count);
  }

  /**
   * @param {Run} run
   * @param {boolean} isCurrent
   */
  update(run, isCurrent) {
    const url = thumbnailOf(run);
    const count = itemsOf(run).length;
    this.root.dataset.state = run.state;
    this.root.toggleAttribute('data-live', isLive(run));
    this.run = run;
    this.root.setAttribute('aria-label', `${statusText(run)}: ${run.prompt.slice(0, 120)}`);
    this.tick();
    if (isCurrent) this.root.setAttribute('aria-current', 'true');
    else this.root.removeAttribute('aria-current');
    this.root.tabIndex = isCurrent ? 0 : -1; // one tab stop; arrow keys walk
    set(this.count, count > 1 ? String(count) : '');
    this.count.hidden = count < 2;
    if (this.thumbnail === url) return;
    this.thumbnail = url;
    this.image.hidden = !url;
    if (url) this.image.src = url;
  }

  tick() {
    this.root.title = `${statusText(this.run)}\n${this.run.prompt.slice(0, 160)}`;
  }
}

export class RunStrip {
  /**
   * `onChoose(id)` hears of a press on a run, `onEnd()` when older ones are asked for.
   * @param {{onChoose: (id: string) => void, onEnd: () => void}} callbacks
   */
  constructor({ onChoose, onEnd }) {
    this.onChoose = onChoose;
    /** @type {Map<string, StripItem>} */
    this.items = new Map(); // by run id
    /** @type {string | undefined} */
    this.current = undefined;
    this.older = el('button', { type: 'button', class: 'strip-end', hidden: true, onclick: onEnd }, t('card.more'));
    this.row = el('div', { class: 'strip-row' });
    this.row.addEventListener('scroll', () => {
      const { scrollLeft, clientWidth, scrollWidth } = this.row;
      if (!this.older.hidden && scrollLeft + clientWidth > scrollWidth - NEAR) onEnd();
    }, { passive: true });
    this.root = el('nav', { class: 'strip', 'aria-label': t('card.strip.label'), hidden: true }, this.row,
      el('button', { type: 'button', class: 'strip-end', onclick: () => openTabAt(GALLERY) },
        el('span', {}, t('card.strip.gallery')), icon(ICONS.forward)));
  }

  /**
   * Shows these runs, the newest first.
   * @param {Run[]} runs
   * @param {{current: string | undefined, hasOlder: boolean}} state
   */
  update(runs, { current, hasOlder }) {
    const items = runs.map((run) => {
      const item = this.items.get(run.id) ?? new StripItem(run, () => this.onChoose(run.id));
      this.items.set(run.id, item);
      item.update(run, run.id === current);
      return item;
    });
    const ids = new Set(runs.map(({ id }) => id));
    [...this.items.keys()].filter((id) => !ids.has(id)).forEach((id) => this.items.delete(id));
    setChildren(this.row, [...items.map(({ root }) => root), this.older]);
    this.older.hidden = !hasOlder;
    this.root.hidden = !runs.length;
    if (this.current !== current) this.reveal(current);
    this.current = current;
  }

  /**
   * To the side only: the page must not move.
   * @param {string | undefined} id
   */
  reveal(id) {
    const node = this.items.get(id ?? '')?.root;
    if (!node) return;
    const { offsetLeft: left, offsetWidth: width } = node;
    const { scrollLeft, clientWidth } = this.row;
    if (left < scrollLeft || left + width > scrollLeft + clientWidth) this.row.scrollLeft = left - (clientWidth - width) / 2;
  }

  /** @param {string} id */
  has(id) {
    return this.items.has(id);
  }

  /**
   * Updates one run's small picture.
   * @param {Run} run
   */
  updateRun(run) {
    this.items.get(run.id)?.update(run, run.id === this.current);
  }

  /** Brings what depends on the clock up to date. */
  tick() {
    this.items.forEach((item) => isLive(item.run) && item.tick());
  }

  /** @param {string} id */
  focus(id) {
    this.items.get(id)?.root.focus({ preventScroll: true });
  }
}
