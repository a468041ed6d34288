// The gallery: all of the visitor's pictures in a grid that loads as one scrolls, searched, filtered, selected.

import { apiUrl, patch, request } from '../lib/api_client.js';
import {
  actionButton, el, keepMounted, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { RunCard } from '../run/run_card.js';
import { FilterBar } from './filter_bar.js';
import { Lightbox } from './lightbox.js';

const PAGE_SIZE = 60;
const RUN_PAGE_SIZE = 20;
const RELOAD_PAUSE = 400; // ms
const UNDO_OFFERED = 10_000; // ms for which a deletion can be taken back by its button
const FAILED_STATES = ['failed', 'unknown', 'cancelled'];

const updatePictures = (fields) => patch('/api/pictures', fields);

class Gallery {
  constructor() {
    Object.assign(this, { items: [], nodes: new Map(), cursor: null, selected: new Set(), knownStates: new Map() });
    this.filters = new FilterBar({
      onChange: (pause) => (pause ? this.reloadSoon(pause) : this.reload()), onSelect: () => this.toggleSelecting(),
    });
    this.build();
    this.lightbox = new Lightbox({
      itemAt: (index) => this.items[index] || null,
      loadMore: () => this.load(),
      onFavourite: (item) => this.toggleFavourite(item),
      onDelete: (item) => this.remove([item]),
      onClose: (index) => this.nodes.get(this.items[index]?.picture.id)?.querySelector('.gallery-item')?.focus(),
      onStarted: () => this.reloadSoon(),
    });
    new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.load(), { rootMargin: '800px' })
      .observe(this.end);
    runStore.subscribe((run) => !isLive(run) && this.knownStates.get(run.id) !== run.state && this.addRun(run));
    this.reload();
  }

  build() {
    this.grid = el('ul', { class: 'gallery-grid' });
    this.runs = el('div', { class: 'runs' });
    this.emptyTitle = el('h2', {});
    this.emptyText = el('p', {});
    this.empty = el('div', { class: 'empty', hidden: true }, el('div', { class: 'logo', 'aria-hidden': 'true' }),
      this.emptyTitle, this.emptyText);
    this.failed = el('div', { class: 'error', role: 'alert', hidden: true });
    this.end = el('div', { class: 'gallery-end' });
    this.count = el('span', { role: 'status' });
    this.tray = el('div', { class: 'gallery-tray', hidden: true }, this.count,
      actionButton(t('card.gallery.zip'), () => this.downloadZip()),
      actionButton(t('card.gallery.delete'), () => this.remove(this.selectedItems())),
      actionButton(t('card.gallery.clear'), () => this.clearSelection()));
    this.undoBar = el('div', { class: 'gallery-tray', role: 'status', hidden: true });
    this.root = el('div', { class: 'gallery-wall' },
      this.failed, this.empty, this.grid, this.runs, this.end, this.tray, this.undoBar);
  }

  // Loading

  reloadSoon(pause = RELOAD_PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.reload(), pause);
  }

  // Anew, from the newest on.
  reload() {
    this.cursor = null;
    this.version = Symbol('version'); // answers to what was asked before are dropped
    this.loading = null;
    this.query = this.filters.query();
    if (!this.filters.showsFailedRuns) {
      request('/api/pictures/models').then(({ models }) => this.filters.setModels(models), () => {});
    }
    return this.load();
  }

  load() {
    if (this.cursor === '' || this.loading) return this.loading || Promise.resolve();
    const { version } = this;
    this.loading = this.loadPage().catch((error) => {
      if (version !== this.version) return;
      this.failed.replaceChildren(t('card.gallery.trouble', { said: error.message }), ' ',
        actionButton(t('card.gallery.again'), () => this.load()));
      this.failed.hidden = false;
    }).finally(() => { if (version === this.version) this.loading = null; });
    return this.loading;
  }

  async loadPage() {
    const { version, cursor } = this;
    const failedRuns = this.filters.showsFailedRuns;
    const query = new URLSearchParams(failedRuns
      ? [...FAILED_STATES.map((state) => ['state', state]), ['limit', RUN_PAGE_SIZE]]
      : [...this.query, ['limit', PAGE_SIZE]]);
    if (cursor) query.set('cursor', cursor);
    const page = await request(`/api/${failedRuns ? 'runs' : 'pictures'}?${query}`);
    if (version !== this.version) return; // it was asked for something else meanwhile
    this.failed.hidden = true;
    if (!cursor) this.clear();
    this.cursor = page.next;
    if (page.runs) this.appendRuns(page.runs);
    else this.appendItems(page.pictures);
    this.updateEmpty();
  }

  clear() {
    Object.assign(this, { items: [], nodes: new Map() });
    this.grid.replaceChildren();
    this.runs.replaceChildren();
  }

  appendItems(items) {
    this.items.push(...items);
    this.grid.append(...items.map((item) => this.buildTile(item)));
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
    this.knownStates.set(run.id, run.state);
    if (this.root.isConnected) this.reloadSoon(this.lightbox.isOpen ? 5000 : RELOAD_PAUSE);
  }

  updateEmpty() {
    this.empty.hidden = this.items.length > 0 || this.runs.childElementCount > 0;
    if (this.empty.hidden) return;
    const failedRuns = this.filters.showsFailedRuns;
    const key = failedRuns ? 'none.troubled' : this.filters.isFiltered ? 'none' : 'empty';
    set(this.emptyTitle, t(`card.gallery.${key}`));
    set(this.emptyText, failedRuns ? '' : t(`card.gallery.${key}.words`));
  }

  // One picture

  buildTile(item) {
    const { picture, prompt } = item;
    const title = prompt.slice(0, 120);
    const open = el('button', { type: 'button', class: 'gallery-item', 'aria-label': t('card.gallery.open', { prompt: title }) },
      el('img', { src: picture.thumb_url, alt: '', loading: 'lazy', decoding: 'async', 'data-thumb': picture.id }));
    open.addEventListener('click', () => {
      if (this.filters.isSelecting) this.toggleSelected(item);
      else this.lightbox.open(this.items.indexOf(item));
    });
    open.addEventListener('dragstart', (event) => event.dataTransfer.setData('application/x-easel-picture', picture.id));
    const star = el('span', { class: 'star', hidden: !item.favourite, role: 'img', 'aria-label': t('card.gallery.favourites') }, '★');
    const node = el('li', { 'data-kept': picture.id, title }, open, star);
    this.nodes.set(picture.id, node);
    return node;
  }

  async toggleFavourite(item) {
    const favourite = !item.favourite;
    await this.attempt(() => updatePictures({ ids: [item.picture.id], favourite }));
    item.favourite = favourite;
    const star = this.nodes.get(item.picture.id)?.querySelector('.star');
    if (star) star.hidden = !favourite;
    if (this.lightbox.isOpen && this.lightbox.item === item) this.lightbox.showDetails(item);
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

  // Several pictures

  toggleSelecting() {
    const { isSelecting, select } = this.filters;
    set(select, t(isSelecting ? 'card.gallery.select.end' : 'card.gallery.select'));
    this.root.toggleAttribute('data-selecting', isSelecting);
    if (!isSelecting) this.clearSelection();
  }

  toggleSelected({ picture }) {
    const selected = !this.selected.delete(picture.id);
    if (selected) this.selected.add(picture.id);
    const node = this.nodes.get(picture.id);
    node.toggleAttribute('data-chosen', selected);
    node.querySelector('.gallery-item').setAttribute('aria-pressed', String(selected));
    this.updateTray();
  }

  selectedItems() {
    return this.items.filter(({ picture }) => this.selected.has(picture.id));
  }

  clearSelection() {
    this.selectedItems().forEach((item) => this.toggleSelected(item));
    this.selected.clear();
    this.updateTray();
  }

  updateTray() {
    this.tray.hidden = !this.selected.size;
    set(this.count, t('card.gallery.selected', { count: this.selected.size }));
  }

  // A form of the page's own: the browser saves what it answers, however large.
  downloadZip() {
    const form = el('form', { method: 'post', action: apiUrl('/api/pictures/zip'), hidden: true },
      el('input', { type: 'hidden', name: 'ids', value: [...this.selected].join(',') }));
    document.body.append(form);
    form.submit();
    form.remove();
  }

  async remove(items) {
    const ids = items.map(({ picture }) => picture.id);
    if (!ids.length) return;
    await this.attempt(() => updatePictures({ ids, deleted: true }));
    // By id: the gallery may have been read anew since, and what is shown is an item of before.
    const found = this.items.findIndex(({ picture }) => picture.id === ids[0]);
    const index = found < 0 ? this.lightbox.index : found;
    this.items = this.items.filter(({ picture }) => !ids.includes(picture.id));
    ids.forEach((id) => {
      this.nodes.get(id)?.remove();
      this.selected.delete(id);
    });
    this.updateTray();
    this.updateEmpty();
    if (this.lightbox.isOpen) this.lightbox.show(Math.min(index, this.items.length - 1));
    this.offerUndo(ids);
  }

  offerUndo(ids) {
    const undo = actionButton(t('card.gallery.undo'), async () => {
      this.undoBar.hidden = true;
      await this.attempt(() => updatePictures({ ids, deleted: false }));
      this.reload();
    });
    this.undoBar.replaceChildren(el('span', {}, t('card.gallery.deleted', { count: ids.length })), undo);
    this.undoBar.hidden = false;
    (this.lightbox.isOpen ? this.lightbox.dialog : this.root).append(this.undoBar); // a dialog covers all else
    clearTimeout(this.undoTimer);
    this.undoTimer = setTimeout(() => { this.undoBar.hidden = true; }, UNDO_OFFERED);
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
  element.querySelector('div').replaceChildren(el('p', { class: 'small' }, t('card.gallery.kept', days)));
}
