// The pictures that a person brings. Their order on the screen is the order in which they are sent.

import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ListDrag, drops, glide, pastes } from './drag_and_drop.js';
import { ICONS, ReferenceItem, upload } from './reference_item.js';

const AT_ONCE = 3; // uploads: a browser has six connections to a host, and growing pictures need some
const UNDO = 8000; // ms for which what was removed can be brought back
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };
const APPLE = /mac|iphone|ipad/i.test(navigator.platform);

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

export class ReferenceList {
  // `call`: what the button says while there are none; then there is nothing but it. `before` says how many pictures go along before the first tile, and so take the first numbers.
  // `remember` is {load() → pictures, save(pictures)}; `onChange(list, {waiting, failed})` hears of each change.
  constructor({ most = Infinity, upload: send = upload, onChange, onFit, dropZone, remember, before = () => 0, call } = {}) {
    Object.assign(this, { limit: most, send, onChange, onFit, dropZone, remember, before, call });
    this.tiles = [];
    this.sheets = {};
    this.steps = []; // what can be undone, oldest first
    this.sending = new Set();
    this.build();
    this.listen();
    this.tiles = (remember?.load() || []).map((picture) => this.tile({ picture }));
    this.told = this.state();
    this.draw();
  }

  // The pictures that are on the server, in the order on screen.
  get list() {
    return this.tiles.filter((tile) => tile.state === 'ready').map((tile) => tile.picture);
  }

  // How many are still on their way.
  get waiting() {
    return this.tiles.filter((tile) => tile.state === 'waiting' || tile.state === 'sending').length;
  }

  get failed() {
    return this.tiles.filter((tile) => tile.state === 'failed').length;
  }

  get most() {
    return this.limit;
  }

  set most(count) {
    this.limit = count ?? Infinity;
    this.draw();
  }

  // Resolves with the list when nothing is on its way any more.
  settled() {
    if (!this.waiting) return Promise.resolve(this.list);
    return new Promise((done) => { (this.awaiting ||= []).push(done); });
  }

  build() {
    const keys = APPLE ? '⌘V' : 'Ctrl+V';
    const ways = matchMedia('(hover: none)').matches ? 'touch' : 'words';
    this.items = el('ol', { class: 'tiles-items', 'aria-label': t('card.tiles.label') });
    this.mark = el('div', { class: 'tiles-mark', hidden: true });
    this.field = el('div', { class: 'tiles-field' }, this.items, this.mark);
    this.input = el('input', { type: 'file', multiple: true, hidden: true, accept: 'image/*,.heic,.heif' });
    this.choose = el('button', { type: 'button', class: 'tiles-choose', onclick: () => this.pick() },
      icon(ICONS.add), el('span', {}));
    this.bringing = el('div', { class: 'tiles-bring' },
      el('p', { class: 'tiles-title' }, t('card.tiles.empty.title')),
      el('p', { class: 'tiles-words' }, t(`card.tiles.empty.${ways}`, { keys })),
      this.choose, el('p', { class: 'tiles-drop', 'aria-hidden': 'true' }, t('card.tiles.drop')));
    this.excess = el('p', { class: 'tiles-excess', role: 'status' });
    this.undoWords = el('span', {});
    this.undoing = el('div', { class: 'tiles-undo', hidden: true }, this.undoWords,
      el('button', { type: 'button', class: 'act', onclick: () => this.undo() }, t('card.tiles.undo')));
    this.spoken = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
    const id = `tiles-keys-${Math.random().toString(36).slice(2)}`;
    this.keys = el('p', { class: 'tiles-keys', id }, t('card.tiles.keys'));
    this.root = el('div', { class: 'tiles', role: 'group', 'aria-label': t('card.tiles.label') },
      this.field, this.excess, this.undoing, this.bringing, this.keys, this.input, this.spoken);
  }

  listen() {
    const { root, items, mark, input } = this;
    input.addEventListener('change', () => this.picked());
    input.addEventListener('cancel', () => { this.target = null; });
    items.addEventListener('keydown', (event) => this.key(event));
    items.addEventListener('focusin', (event) => this.enter(this.of(event.target)));
    this.drag = new ListDrag(items, mark, (node, place) => this.move(this.of(node), place));
    drops({
      root, list: items, mark, zone: () => this.dropZone || root, take: (files, at) => this.bring(files, at),
    });
    pastes({ root, take: (files) => this.bring(files) });
  }

  tile(about) {
    return new ReferenceItem({ ...about, keys: this.keys.id, act: (name, tile) => this.acts[name](tile) });
  }

  get acts() {
    return {
      remove: (tile) => this.remove(tile),
      replace: (tile) => this.pick(tile),
      earlier: (tile) => this.move(tile, this.tiles.indexOf(tile) - 1),
      later: (tile) => this.move(tile, this.tiles.indexOf(tile) + 1),
      fit: (tile) => this.onFit?.(tile.picture.id),
      retry: (tile) => {
        tile.state = 'waiting';
        tile.failure = '';
        this.draw();
        tile.root.focus();
      },
      failed: (tile) => {
        this.draw();
        this.tell([tile.name, tile.failure].filter(Boolean).join(': '));
      },
    };
  }

  of(node) {
    const root = node.closest('li.tile');
    return this.tiles.find((tile) => tile.root === root);
  }

  // Ways in

  pick(tile = null) {
    this.target = tile;
    this.input.multiple = !tile;
    this.input.click();
  }

  picked() {
    const files = [...this.input.files];
    const place = this.tiles.indexOf(this.target);
    this.target = null;
    this.input.value = ''; // the same file can be chosen again
    if (place >= 0 && files.length) this.replace(place, files[0]);
    else this.bring(files);
  }

  // Each file has its tile at once, before any of it is on the server.
  bring(files, at = Infinity) {
    if (!files.length) return;
    const next = [...this.tiles];
    const fresh = files.map((file) => this.tile({ file }));
    next.splice(Math.min(at, next.length), 0, ...fresh);
    this.change(next);
    this.tell(t('card.tiles.added', { count: fresh.length }));
  }

  // Pictures that are on the server already.
  add(picture) {
    const here = this.tiles.find((tile) => tile.picture?.id === picture.id);
    const tile = here || this.tile({ picture });
    if (!here) this.change([...this.tiles, tile]);
    this.tell(t(here ? 'card.tiles.already' : 'card.tiles.added_as', { number: tile.place }));
    tile.root.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  set(pictures) {
    this.change(pictures.map((picture) => this.tile({ picture })), t('card.tiles.exchanged'));
  }

  // They went along with what was sent.
  clear() {
    this.tiles.forEach((tile) => tile.drop());
    Object.assign(this, { tiles: [], steps: [] });
    this.draw();
  }

  replace(place, what) {
    const was = this.tiles[place];
    if (!was) return;
    const tile = this.tile(what instanceof Blob ? { file: what } : { picture: what });
    this.change(this.tiles.with(place, tile), t('card.tiles.replaced', { what: was.what }));
    tile.root.focus();
  }

  // Order

  move(tile, to) {
    const place = this.tiles.indexOf(tile);
    const target = clamp(to, 0, this.tiles.length - 1);
    if (place < 0 || target === place) return;
    const from = tile.place;
    const next = this.tiles.toSpliced(place, 1);
    next.splice(target, 0, tile);
    this.change(next);
    if (tile.place) this.tell(t('card.tiles.moved', { from, to: tile.place }));
  }

  remove(tile) {
    const place = this.tiles.indexOf(tile);
    this.change(this.tiles.filter((one) => one !== tile), t('card.tiles.removed', { what: tile.what }));
    (this.tiles[Math.min(place, this.tiles.length - 1)]?.root || this.choose).focus();
  }

  // All changes of the list go this way. What one takes away can be brought back for a while.
  change(next, words = '') {
    const gone = this.tiles.map((tile, at) => ({ tile, at })).filter(({ tile }) => !next.includes(tile));
    const fresh = next.filter((tile) => !this.tiles.includes(tile));
    this.tiles = next;
    if (gone.length) {
      this.steps.push({ gone, fresh, words });
      this.tell(words);
    }
    this.draw();
  }

  undo() {
    const { gone, fresh } = this.steps.pop();
    fresh.forEach((tile) => tile.drop());
    const next = this.tiles.filter((tile) => !fresh.includes(tile));
    gone.forEach(({ tile, at }) => next.splice(Math.min(at, next.length), 0, tile));
    this.tiles = next;
    this.draw();
    this.tell(t('card.tiles.undone'));
    gone[0].tile.root.focus();
  }

  // What is being read, pointed at, or not yet replaced by a picture that came whole, can still be undone.
  expire() {
    const unsure = (tile) => tile.state !== 'ready' && this.tiles.includes(tile);
    if (this.steps.some(({ fresh }) => fresh.some(unsure)) || this.undoing.matches(':hover, :focus-within')) {
      return this.wait();
    }
    this.steps.splice(0).forEach(({ gone }) => gone.forEach(({ tile }) => tile.drop()));
    return this.draw();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.expire(), UNDO);
  }

  key(event) {
    const tile = this.of(event.target);
    const step = STEPS[event.key];
    if (event.key === 'Escape') tile.unfold(false);
    else if (['Delete', 'Backspace'].includes(event.key) && event.target === tile.root) this.remove(tile);
    else if (step && !event.shiftKey && !event.metaKey) this.step(tile, step, event);
    else return;
    event.preventDefault();
  }

  step(tile, step, { ctrlKey, altKey }) {
    const place = this.tiles.indexOf(tile) + step;
    if (ctrlKey || altKey) this.move(tile, place);
    else this.tiles[clamp(place, 0, this.tiles.length - 1)].root.focus();
  }

  enter(tile) {
    this.current = tile;
    this.tiles.forEach((one) => one.enter(one === tile));
  }

  // What is known and shown

  // What will be sent, by picture id: {mime, width, height, bytes, changes, problem, fit}.
  show(sheets) {
    this.sheets = sheets;
    this.tiles.forEach((tile) => tile.show(sheets[tile.picture?.id] || null));
    this.draw();
  }

  tell(words) {
    set(this.spoken, words);
  }

  draw() {
    const { tiles, items, limit, root } = this;
    const held = document.activeElement;
    glide(items, () => {
      tiles.forEach((tile, at) => {
        const here = items.children[at] || null;
        if (here !== tile.root) items.insertBefore(tile.root, here);
      });
      [...items.children].slice(tiles.length).forEach((node) => node.remove());
      this.number();
    });
    this.focus(held);
    this.enter(tiles.includes(this.current) ? this.current : tiles[0]);
    items.hidden = !tiles.length;
    root.toggleAttribute('data-empty', !tiles.length && !this.call);
    set(this.choose.lastChild, t(tiles.length ? 'card.tiles.more' : this.call || 'card.tiles.choose'));
    const over = Math.max(0, tiles.length - this.failed - (limit - this.before()));
    const excess = limit ? 'card.tiles.excess' : 'card.tiles.none';
    set(this.excess, over ? t(excess, { most: limit, count: over }) : '');
    this.drawUndo();
    this.pump();
    this.report();
  }

  // A node that is put elsewhere in the page, or hidden, loses the focus.
  focus(held) {
    if (!this.root.contains(held)) return;
    if (!held.getClientRects().length) this.of(held)?.root.focus();
    else if (held !== document.activeElement) held.focus();
  }

  number() {
    let place = this.before();
    this.tiles.forEach((tile, at) => {
      if (tile.state !== 'failed') place += 1;
      tile.draw({
        place: tile.state === 'failed' ? 0 : place,
        over: tile.state !== 'failed' && place > this.limit,
        alone: this.tiles.length === 1, first: at === 0, last: at === this.tiles.length - 1,
      });
    });
  }

  drawUndo() {
    const step = this.steps.at(-1);
    this.undoing.hidden = !step;
    set(this.undoWords, step?.words || '');
    if (step !== this.undoable && step) this.wait();
    this.undoable = step;
  }

  state() {
    return JSON.stringify([this.list.map((picture) => picture.id), this.waiting, this.failed]);
  }

  report() {
    const state = this.state();
    if (state === this.told) return;
    this.told = state;
    const { list, waiting, failed } = this;
    this.remember?.save(list);
    this.onChange?.(list, { waiting, failed });
    if (!waiting) (this.awaiting || []).splice(0).forEach((done) => done(list));
  }

  pump() {
    for (const tile of this.tiles) {
      if (this.sending.size >= AT_ONCE) return;
      if (tile.state === 'waiting') this.bear(tile);
    }
  }

  async bear(tile) {
    this.sending.add(tile);
    const { signal, progress } = tile.begin();
    progress(0);
    try {
      const picture = await this.send(tile.file, { signal, progress });
      tile.done(picture);
      tile.show(this.sheets[picture.id] || null);
    } catch (error) {
      if (!signal.aborted) tile.fail(error);
    }
    this.sending.delete(tile);
    this.draw();
  }
}
