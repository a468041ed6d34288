// The gallery: all of the visitor's pictures in a grid that loads as one scrolls, searched, filtered, selected.

import { patch, request } from '../lib/api_client.js';
import { el, keepMounted, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { RunCard } from '../run/run_card.js';
import { Lightbox } from './lightbox.js';

const PAGE = 60;
const SETTLED = 250; // ms after the last key at which is searched
const UNDO = 10_000; // ms for which a deletion can be taken back by its button
const DAY = 86_400;
const SPANS = { day: DAY, week: 7 * DAY, month: 30 * DAY };
const SIZES = [1024, 2048, 4096];
const TROUBLED = ['failed', 'unknown', 'cancelled'];

const mark = (fields) => patch('/api/pictures', fields);

function choice(label, options) {
  return el('select', { 'aria-label': t(label) }, ...options.map(([value, words]) => el('option', { value }, words)));
}

export class Gallery {
  constructor() {
    Object.assign(this, { items: [], nodes: new Map(), cursor: null, chosen: new Set(), fresh: Symbol('none') });
    this.tools();
    this.walls();
    this.viewer = new Lightbox({
      at: (place) => this.items[place] || null,
      more: () => this.load(),
      on: {
        favourite: (item) => this.favourite(item),
        remove: (item) => this.remove([item]),
        closed: (place) => this.nodes.get(this.items[place]?.picture.id)?.querySelector('.hung')?.focus(),
        made: () => this.soon(),
      },
    });
    new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.load(), { rootMargin: '800px' })
      .observe(this.end);
    runStore.subscribe((run) => !isLive(run) && this.known?.get(run.id) !== run.state && this.news(run));
    this.begin();
  }

  tools() {
    const change = () => this.begin();
    this.words = el('input', { type: 'search', placeholder: t('card.gallery.search'), 'aria-label': t('card.gallery.search') });
    this.words.addEventListener('input', () => this.soon(SETTLED));
    this.model = choice('card.gallery.model', [['', t('card.gallery.model.all')]]);
    this.task = choice('card.gallery.task', ['', 'generate', 'edit', 'chat'].map((task) => [task, t(`card.gallery.task.${task || 'all'}`)]));
    this.size = choice('card.gallery.size', [['', t('card.gallery.size.all')],
      ...SIZES.map((pixels) => [pixels, t('card.gallery.size.from', { pixels })])]);
    this.date = choice('card.gallery.date', ['', ...Object.keys(SPANS)].map((span) => [span, t(`card.gallery.date.${span || 'all'}`)]));
    [this.model, this.task, this.size, this.date].forEach((one) => one.addEventListener('change', change));
    const toggle = (words, work) => {
      const button = el('button', { type: 'button', class: 'act', 'aria-pressed': 'false' }, t(words));
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
        work();
      });
      return button;
    };
    this.loved = toggle('card.gallery.favourites', change);
    this.troubled = toggle('card.gallery.troubled', change);
    this.selecting = toggle('card.gallery.select', () => this.choose());
    this.bar = el('div', { class: 'gallery-bar', role: 'toolbar' }, this.words,
      el('details', { class: 'gallery-filters', open: matchMedia('(width >= 900px)').matches },
        el('summary', {}, t('card.gallery.filters')),
        el('div', {}, this.model, this.task, this.size, this.date, this.loved, this.troubled, this.selecting)));
  }

  walls() {
    this.grid = el('ul', { class: 'gallery-grid' });
    this.runs = el('div', { class: 'runs' });
    this.blank = el('div', { class: 'empty', hidden: true }, el('div', { class: 'easel-mark', 'aria-hidden': 'true' }),
      el('h2', {}), el('p', {}));
    this.failed = el('div', { class: 'mishap', role: 'alert', hidden: true });
    this.end = el('div', { class: 'gallery-end' });
    this.count = el('span', { role: 'status' });
    const act = (words, work) => el('button', { type: 'button', class: 'act', onclick: work }, t(words));
    this.tray = el('div', { class: 'gallery-tray', hidden: true }, this.count,
      act('card.gallery.zip', () => this.zip()), act('card.gallery.delete', () => this.remove(this.picked())),
      act('card.gallery.clear', () => this.unchoose()));
    this.undoing = el('div', { class: 'gallery-tray', role: 'status', hidden: true });
    this.root = el('div', { class: 'gallery-wall' }, this.failed, this.blank, this.grid, this.runs, this.end, this.tray, this.undoing);
  }

  on(button) {
    return button.getAttribute('aria-pressed') === 'true';
  }

  // Loading

  soon(pause = 400) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.begin(), pause);
  }

  get filtered() {
    return Boolean(this.words.value.trim() || this.model.value || this.task.value || this.size.value || this.date.value)
      || this.on(this.loved);
  }

  query() {
    const [gateway, ...model] = this.model.value.split('/');
    const asked = {
      search: this.words.value.trim(), gateway, model: model.join('/'), task: this.task.value, least: this.size.value,
      since: this.date.value ? Math.floor(runStore.now()) - SPANS[this.date.value] : '', favourites: this.on(this.loved) || '',
    };
    return Object.entries(asked).filter(([, value]) => value !== '');
  }

  // Anew, from the newest on.
  begin() {
    this.cursor = null;
    this.fresh = Symbol('begun');
    this.loading = null;
    this.asked = this.query();
    if (!this.on(this.troubled)) request('/api/pictures/models').then(({ models }) => this.offer(models), () => {});
    return this.load();
  }

  load() {
    if (this.cursor === '' || this.loading) return this.loading || Promise.resolve();
    const { fresh } = this;
    this.loading = this.next().catch((error) => {
      if (fresh !== this.fresh) return;
      const again = el('button', { type: 'button', class: 'act', onclick: () => this.load() }, t('card.gallery.again'));
      this.failed.replaceChildren(t('card.gallery.trouble', { said: error.message }), ' ', again);
      this.failed.hidden = false;
    }).finally(() => { if (fresh === this.fresh) this.loading = null; });
    return this.loading;
  }

  async next() {
    const { fresh, cursor } = this;
    const wanted = new URLSearchParams(this.on(this.troubled)
      ? [...TROUBLED.map((state) => ['state', state]), ['limit', 20]] : [...this.asked, ['limit', PAGE]]);
    if (cursor) wanted.set('cursor', cursor);
    const page = await request(`/api/${this.on(this.troubled) ? 'runs' : 'pictures'}?${wanted}`);
    if (fresh !== this.fresh) return; // it was asked for something else meanwhile
    this.failed.hidden = true;
    if (!cursor) this.clear();
    this.cursor = page.next;
    if (page.runs) this.hang(page.runs);
    else this.add(page.pictures);
    this.tell();
  }

  clear() {
    Object.assign(this, { items: [], nodes: new Map() });
    this.grid.replaceChildren();
    this.runs.replaceChildren();
  }

  add(items) {
    this.items.push(...items);
    this.grid.append(...items.map((item) => this.tile(item)));
  }

  hang(runs) {
    const made = () => { this.troubled.setAttribute('aria-pressed', 'false'); this.soon(); };
    this.runs.append(...runs.map((run) => new RunCard(run, { onMade: made }).root));
  }

  // A run has ended: what it brought comes in front, if the gallery stands at its beginning.
  news(run) {
    (this.known ??= new Map()).set(run.id, run.state);
    if (this.root.isConnected) this.soon(this.viewer.dialog.open ? 5000 : 400);
  }

  offer(models) {
    const known = JSON.stringify(models);
    if (known === this.offered) return;
    this.offered = known;
    const { value } = this.model;
    const every = (gateway) => el('option', { value: `${gateway}/` }, t('card.gallery.gateway.all', { gateway }));
    this.model.replaceChildren(el('option', { value: '' }, t('card.gallery.model.all')),
      ...models.flatMap(([gateway, model], place) => [
        ...(gateway === models[place - 1]?.[0] ? [] : [every(gateway)]),
        el('option', { value: `${gateway}/${model}` }, `${gateway} · ${model}`),
      ]));
    this.model.value = value;
  }

  tell() {
    const none = !this.items.length && !this.runs.childElementCount;
    this.blank.hidden = !none;
    if (!none) return;
    const kind = this.on(this.troubled) ? 'none.troubled' : this.filtered ? 'none' : 'empty';
    set(this.blank.children[1], t(`card.gallery.${kind}`));
    set(this.blank.children[2], kind === 'none.troubled' ? '' : t(`card.gallery.${kind}.words`));
  }

  // One picture

  tile(item) {
    const { picture, prompt } = item;
    const name = prompt.slice(0, 120);
    const open = el('button', { type: 'button', class: 'hung', 'aria-label': t('card.gallery.open', { prompt: name }) },
      el('img', { src: picture.thumb_url, alt: '', loading: 'lazy', decoding: 'async', 'data-thumb': picture.id }));
    open.addEventListener('click', () => {
      if (this.on(this.selecting)) this.pick(item);
      else this.viewer.open(this.items.indexOf(item));
    });
    open.addEventListener('dragstart', (event) => event.dataTransfer.setData('application/x-easel-picture', picture.id));
    const star = el('span', { class: 'star', hidden: !item.favourite, role: 'img', 'aria-label': t('card.gallery.favourites') }, '★');
    const node = el('li', { 'data-kept': picture.id, title: name }, open, star);
    this.nodes.set(picture.id, node);
    return node;
  }

  async favourite(item) {
    const favourite = !item.favourite;
    await this.attempt(() => mark({ ids: [item.picture.id], favourite }));
    item.favourite = favourite;
    const star = this.nodes.get(item.picture.id)?.querySelector('.star');
    if (star) star.hidden = !favourite;
    if (this.viewer.dialog.open && this.viewer.item === item) this.viewer.tell(item);
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

  choose() {
    set(this.selecting, t(this.on(this.selecting) ? 'card.gallery.select.end' : 'card.gallery.select'));
    this.root.toggleAttribute('data-selecting', this.on(this.selecting));
    if (!this.on(this.selecting)) this.unchoose();
  }

  pick({ picture }) {
    const chosen = !this.chosen.delete(picture.id);
    if (chosen) this.chosen.add(picture.id);
    const node = this.nodes.get(picture.id);
    node.toggleAttribute('data-chosen', chosen);
    node.querySelector('.hung').setAttribute('aria-pressed', String(chosen));
    this.drawTray();
  }

  picked() {
    return this.items.filter(({ picture }) => this.chosen.has(picture.id));
  }

  unchoose() {
    this.picked().forEach((item) => this.pick(item));
    this.chosen.clear();
    this.drawTray();
  }

  drawTray() {
    this.tray.hidden = !this.chosen.size;
    set(this.count, t('card.gallery.selected', { count: this.chosen.size }));
  }

  // A form of the page's own: the browser saves what it answers, however large.
  zip() {
    const form = el('form', { method: 'post', action: '/api/pictures/zip', hidden: true },
      el('input', { type: 'hidden', name: 'ids', value: [...this.chosen].join(',') }));
    document.body.append(form);
    form.submit();
    form.remove();
  }

  async remove(items) {
    const ids = items.map(({ picture }) => picture.id);
    if (!ids.length) return;
    await this.attempt(() => mark({ ids, deleted: true }));
    const place = this.viewer.place;
    this.items = this.items.filter((item) => !items.includes(item));
    ids.forEach((id) => {
      this.nodes.get(id)?.remove();
      this.chosen.delete(id);
    });
    this.drawTray();
    this.tell();
    if (this.viewer.dialog.open) this.viewer.show(Math.min(place, this.items.length - 1));
    this.offerUndo(ids);
  }

  offerUndo(ids) {
    const back = el('button', { type: 'button', class: 'act' }, t('card.gallery.undo'));
    back.addEventListener('click', async () => {
      this.undoing.hidden = true;
      await this.attempt(() => mark({ ids, deleted: false }));
      this.begin();
    });
    this.undoing.replaceChildren(el('span', {}, t('card.gallery.deleted', { count: ids.length })), back);
    this.undoing.hidden = false;
    (this.viewer.dialog.open ? this.viewer.dialog : this.root).append(this.undoing); // a dialog covers all else
    clearTimeout(this.undone);
    this.undone = setTimeout(() => { this.undoing.hidden = true; }, UNDO);
  }
}

let only = null;
const gallery = () => (only ??= new Gallery());

export const search = (element) => keepMounted(element, gallery().bar);
export const grid = (element) => keepMounted(element, gallery().root);

// For how long which files are kept.
export function retention(element, { days }) {
  element.querySelector('div').replaceChildren(el('p', { class: 'small' }, t('card.gallery.kept', days)));
}
