// The gallery: all of the visitor's pictures in a grid that loads as one scrolls, searched, filtered, selected.
// @ts-check

import { request } from '../lib/api_client.js';
import {
  actionButton, el, keepMounted, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { RunCard } from '../run/run_card.js';
import { isDeleted, learnMarks, watchMarks } from '../run/picture_marks.js';
import { isViewerOpen, openViewer, updateViewer } from '../viewer/viewer.js';
import { FilterBar } from './filter_bar.js';
import { PictureGrid } from './picture_grid.js';
import { retentionParts } from './retention.js';
import { SelectionBar } from './selection_bar.js';

const PAGE_SIZE = 60;
const RUN_PAGE_SIZE = 20;
const RELOAD_PAUSE = 400; // ms
const VIEWER_PAUSE = 5000; // ms; the list that one walks should not change at each step
const FAILED_STATES = ['failed', 'unknown', 'cancelled'];

/** @param {import('../lib/types.js').Run} run how it ended; what is read again of it may bring more */
const outcomeOf = (run) => `${run.state} ${run.pictures.filter(({ state }) => state === 'done').length}`;

class Gallery {
  /** @type {Map<string, string>} */ known;
  /** @type {HTMLDivElement} */ runs; /** @type {HTMLHeadingElement} */ emptyTitle;
  /** @type {HTMLParagraphElement} */ emptyText; /** @type {HTMLDivElement} */ empty;
  /** @type {HTMLDivElement} */ failed; /** @type {HTMLDivElement} */ end; /** @type {HTMLDivElement} */ root;
  /** @type {IntersectionObserver} */ endObserver;
  /** @type {number} */ timer; /** @type {number} */ addTimer; /** @type {symbol} */ version;
  /** @type {string[][]} */ query; /** @type {string} */ day;

  constructor() {
    Object.assign(this, { cursor: null, known: new Map() });
    const attempt = (work) => this.attempt(work);
    this.grid = new PictureGrid({
      attempt, onOpen: (item) => openViewer(this, item), onSelect: (selection) => this.followSelection(selection),
    });
    this.selectionBar = new SelectionBar({ attempt, onClear: () => this.grid.setSelecting(false) });
    this.filters = new FilterBar({
      onChange: (pause) => this.changeFilters(pause), onSelect: () => this.grid.setSelecting(!this.grid.isSelecting),
    });
    this.build();
    watchMarks((ids, changed) => this.followMarks(ids, changed));
    this.endObserver = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.load(), { rootMargin: '800px' });
    this.watchEnd();
    runStore.subscribe((run) => !isLive(run) && this.known.get(run.id) !== outcomeOf(run) && this.addRun(run));
    this.reload();
  }

  build() {
    this.runs = el('div', { class: 'runs' });
    this.emptyTitle = el('h2', {});
    this.emptyText = el('p', {});
    this.empty = el('div', { class: 'empty', hidden: true }, el('div', { class: 'logo', 'aria-hidden': 'true' }),
      this.emptyTitle, this.emptyText);
    this.failed = el('div', { class: 'error', role: 'alert', hidden: true });
    this.end = el('div', { class: 'gallery-end' });
    this.root = el('div', { class: 'gallery-view' },
      this.failed, this.empty, this.grid.root, this.runs, this.end, this.selectionBar.root);
  }

  // What the viewer asks of a list of pictures (viewer/viewer.js)

  items() {
    return this.grid.items;
  }

  hasMore() {
    return Boolean(this.cursor);
  }

  loadMore() {
    return this.load();
  }

  focusItem({ picture }) {
    return this.grid.focus(picture.id);
  }

  onStarted() {
    this.addSoon();
  }

  // Loading

  // What is no longer shown must not be deleted with what is.
  changeFilters(pause) {
    if (this.grid.isSelecting) this.grid.setSelecting(false);
    if (pause) this.reloadSoon(pause);
    else this.reload();
  }

  reloadSoon(pause = RELOAD_PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reload(), pause);
  }

  addSoon() {
    clearTimeout(this.addTimer);
    this.addTimer = setTimeout(() => this.addNewer().catch(() => this.reload()), isViewerOpen() ? VIEWER_PAUSE : RELOAD_PAUSE);
  }

  // Anew, from the newest on.
  reload() {
    this.cursor = null;
    this.version = Symbol('version'); // answers to what was asked before are dropped
    this.loading = null;
    this.query = this.filters.query();
    this.day = new Date().toDateString();
    if (!this.filters.showsFailedRuns) this.loadModels();
    return this.load();
  }

  // An observer tells of changes alone: an end that is still in sight after a page has come is told of by another look.
  watchEnd() {
    this.endObserver.unobserve(this.end);
    this.endObserver.observe(this.end);
  }

  loadModels() {
    request('/api/pictures/models').then(({ models }) => this.filters.setModels(models), () => {});
  }

  // Pictures that are newer than all that are shown come in front of them; nothing else is touched.
  async addNewer() {
    await this.loading; // a page that is on its way: read anew instead, the list would be back at its first page
    const { version } = this;
    const isAnotherDay = this.day !== new Date().toDateString(); // what was of today is of yesterday
    if (this.filters.showsFailedRuns || isAnotherDay || !this.grid.items.length) return this.reload();
    this.loadModels();
    const askedAt = performance.now();
    const page = await request(`/api/pictures?${new URLSearchParams([...this.query, ['limit', String(PAGE_SIZE)]])}`);
    if (version !== this.version) return undefined;
    const pictures = this.learn(page.pictures, askedAt);
    const isShown = ({ picture }) => this.grid.tiles.has(picture.id);
    const first = pictures.findIndex(isShown);
    if (first < 0 || !pictures.slice(first).every(isShown)) return this.reload();
    this.grid.prepend(pictures.slice(0, first));
    return updateViewer();
  }

  load() {
    if (this.cursor === '' || this.loading) return this.loading || Promise.resolve();
    const { version } = this;
    this.loading = this.loadPage().then(() => this.watchEnd(), (error) => {
      if (version !== this.version) return;
      this.failed.replaceChildren(t('card.gallery.trouble', { said: error.message }), ' ',
        actionButton(t('card.gallery.again'), () => this.load()));
      this.failed.hidden = false;
    }).finally(() => { if (version === this.version) this.loading = null; });
    return this.loading;
  }

  async loadPage() {
    const { version, cursor } = this;
    const askedAt = performance.now();
    const failedRuns = this.filters.showsFailedRuns;
    const query = new URLSearchParams(failedRuns
      ? [...FAILED_STATES.map((state) => ['state', state]), ['limit', String(RUN_PAGE_SIZE)]]
      : [...this.query, ['limit', String(PAGE_SIZE)]]);
    if (cursor) query.set('cursor', cursor);
    const page = await request(`/api/${failedRuns ? 'runs' : 'pictures'}?${query}`);
    if (version !== this.version) return; // it was asked for something else meanwhile
    this.failed.hidden = true;
    const hadFocus = this.grid.root.contains(document.activeElement);
    if (!cursor) this.clear();
    this.cursor = page.next;
    if (page.runs) this.appendRuns(page.runs);
    else this.grid.append(this.learn(page.pictures, askedAt));
    if (this.grid.isSelecting) this.followSelection(this.grid.selection); // which is no longer all that is loaded
    if (hadFocus && !cursor) this.grid.focus(this.grid.current);
    this.updateEmpty();
  }

  clear() {
    this.grid.clear();
    this.runs.replaceChildren();
  }

  // The pictures of an answer that are there still: one may have been deleted while it was on its way.
  learn(items, askedAt) {
    items.forEach(({ picture, favourite }) => learnMarks({ id: picture.id, favourite, deleted: false }, { askedAt }));
    return items.filter(({ picture }) => !isDeleted(picture));
  }

  appendRuns(runs) {
    const onStarted = () => {
      this.filters.showPictures();
      this.reloadSoon();
    };
    this.runs.append(...runs.map((run) => new RunCard(run, { onStarted }).root));
  }

  // A run has ended: its pictures come in front.
  addRun(run) {
    this.known.set(run.id, outcomeOf(run));
    if (this.root.isConnected && this.concerns(run)) this.addSoon();
  }

  // Cards of failed runs are not drawn anew because of others.
  concerns({ id, state }) {
    if (!this.filters.showsFailedRuns) return true;
    /** @type {HTMLElement | null} */
    const card = this.runs.querySelector(`[data-run="${id}"]`);
    return card ? card.dataset.state !== state : FAILED_STATES.includes(state);
  }

  updateEmpty() {
    this.empty.hidden = this.grid.items.length > 0 || this.runs.childElementCount > 0;
    if (this.empty.hidden) return;
    const failedRuns = this.filters.showsFailedRuns;
    const key = failedRuns ? 'none.troubled' : this.filters.isFiltered ? 'none' : 'empty';
    set(this.emptyTitle, t(`card.gallery.${key}`));
    set(this.emptyText, failedRuns ? '' : t(`card.gallery.${key}.words`));
  }

  // Pictures were marked, here or elsewhere on the page.
  /**
   * @param {string[]} ids
   * @param {{deleted?: boolean}} changed
   */
  followMarks(ids, { deleted }) {
    if (deleted === false && !this.grid.restore(ids)) this.reload();
    if (deleted === false) this.updateEmpty();
    this.grid.update(ids);
    if (!deleted) return;
    this.grid.remove(ids);
    this.updateEmpty();
  }

  followSelection(selection) {
    const { isSelecting } = this.grid;
    this.root.toggleAttribute('data-selecting', isSelecting);
    this.filters.setSelecting(isSelecting);
    this.selectionBar.update(selection, Boolean(this.cursor) && selection.size === this.grid.items.length);
  }

  async attempt(work) {
    try {
      return await work();
    } catch (error) {
      set(this.failed, t('card.gallery.trouble', { said: error.message }));
      this.failed.hidden = false;
      throw error;
    }
  }
}

let gallery = null; // made once: a component that Gradio makes anew gets what was there

const openGallery = () => (gallery ??= new Gallery());

/** The component of the filters. */
export const mountGalleryFilters = (element) => keepMounted(element, openGallery().filters.root);

/** The component of the pictures. */
export const mountGallery = (element) => keepMounted(element, openGallery().root);

/** The component that says for how long which files are kept. */
export function mountRetention(element, { days }) {
  element.querySelector('div').replaceChildren(...retentionParts(days));
}
