// Grid of the gallery: pictures in rows under their days, walked by arrow keys, selected by key, mouse and touch.
// @ts-check

import { el } from '../lib/dom.js';
import { runStore } from '../lib/run_store.js';
import { deletePictures, toggleFavourite } from '../run/picture_marks.js';
import { dayName } from './days.js';
import { indexAfterKey } from './grid_steps.js';
import { Selection } from './selection.js';
import { Tile } from './tile.js';
import { TouchSelection } from './touch_selection.js';

const FIELD = 'input, textarea, select, [contenteditable]';

// The order in which the server lists them: newest first.
function compareAge({ picture: one }, { picture: other }) {
  return other.created - one.created || (one.id < other.id ? 1 : -1);
}

export class PictureGrid {
  tiles; attempt; removed; onSelect; onOpen;
  /** @type {HTMLUListElement} */ list;

  /**
   * `onOpen(item)` hears of a picture that is to be shown large, `onSelect(selection)` of another selection.
   * `attempt(work)` shows what goes wrong.
   */
  constructor({ onOpen, onSelect, attempt }) {
    Object.assign(this, { onOpen, onSelect, attempt, current: null, isSelecting: false });
    this.reset();
    this.selection = new Selection(() => this.followSelection());
    this.root = el('div', { class: 'gallery-days' });
    this.root.addEventListener('focusin', ({ target }) => {
      const tile = /** @type {Element} */ (target).closest('[data-tile]');
      this.setCurrent(tile?.getAttribute('data-tile'));
    });
    this.root.addEventListener('keydown', (event) => this.handleKey(event));
    this.root.addEventListener('keyup', (event) => this.isOnPicture(event) && event.key === ' ' && event.preventDefault());
    document.addEventListener('keydown', (event) => this.handlePageKey(event));
    this.touch = new TouchSelection(this.root, {
      onPress: (id) => this.press(id), onMove: (id) => this.selection.extendTo(id, this.order),
    });
  }

  /** The ids of all pictures that are shown, in their order. */
  get order() {
    return this.items.map(({ picture }) => picture.id);
  }

  // Pictures that come and go

  append(items) {
    this.items.push(...items);
    items.forEach((item) => this.listFor(item).append(this.buildTile(item).root));
    this.setCurrent(this.tiles.has(this.current) ? this.current : this.order[0]);
  }

  /** Adds newer pictures than all that are shown, newest first; those stay where they are. */
  prepend(items) {
    this.items.unshift(...items);
    for (const item of items.toReversed()) {
      const day = dayName(item.picture.created, runStore.now());
      const section = this.root.firstElementChild;
      const isSameDay = section?.querySelector('.gallery-day')?.textContent === day;
      const known = isSameDay ? section.querySelector('ul') : null;
      const list = known ?? el('ul', { class: 'gallery-grid' });
      if (!known) this.root.prepend(this.buildSection(day, list));
      list.prepend(this.buildTile(item).root);
    }
  }

  buildSection(day, list) {
    return el('section', {}, el('h2', { class: 'gallery-day' }, day), list);
  }

  // The list of the day of a picture, which comes after all that are shown.
  listFor({ picture }) {
    const day = dayName(picture.created, runStore.now());
    if (day !== this.day) {
      this.day = day;
      this.list = el('ul', { class: 'gallery-grid' });
      this.root.append(this.buildSection(day, this.list));
    }
    return this.list;
  }

  buildTile(item) {
    const { id } = item.picture;
    const tile = new Tile(item, {
      onOpen: (event) => this.handleClick(item, event),
      onTick: (isRange) => this.tick(id, isRange),
      onFavourite: () => this.attempt(() => toggleFavourite(item.picture)),
      onDelete: () => this.attempt(() => deletePictures([id])),
    });
    tile.setSelected(this.selection.has(id));
    this.tiles.set(id, tile);
    return tile;
  }

  clear() {
    this.reset();
    this.root.replaceChildren();
  }

  reset() {
    Object.assign(this, { items: [], tiles: new Map(), removed: new Map(), day: null });
  }

  /** Puts pictures back that were removed, each in its place; returns whether all of them are known. */
  restore(ids) {
    const items = ids.map((id) => this.removed.get(id));
    if (!items.every(Boolean)) return false;
    const all = [...this.items, ...items].sort(compareAge);
    this.clear();
    this.append(all);
    return true;
  }

  /** Takes pictures away; the focus goes to the one that comes to their place. */
  remove(ids) {
    const gone = new Set(ids);
    const index = this.order.indexOf(this.current);
    const hadFocus = this.root.contains(document.activeElement);
    this.items = this.items.filter(({ picture }) => !gone.has(picture.id));
    for (const id of ids.filter((one) => this.tiles.has(one))) {
      const { item, root } = this.tiles.get(id);
      const section = root.closest('section');
      root.remove();
      this.tiles.delete(id);
      this.removed.set(id, item);
      if (!section.querySelector('li')) section.remove();
    }
    if (!this.root.contains(this.list)) this.day = null;
    if (!this.tiles.has(this.current)) this.setCurrent(this.order[Math.min(Math.max(index, 0), this.items.length - 1)]);
    if (hadFocus) this.focus(this.current);
    this.selection.drop(ids);
  }

  /** Follows the marks of pictures. */
  update(ids) {
    ids.forEach((id) => this.tiles.get(id)?.update());
  }

  // Only the current picture is a tab stop.
  setCurrent(id) {
    if (!id) return;
    if (this.tiles.has(this.current)) this.tiles.get(this.current).open.tabIndex = -1;
    this.current = id;
    this.tiles.get(id).open.tabIndex = 0;
  }

  /** Focuses a picture and returns whether it is shown. */
  focus(id) {
    const tile = this.tiles.get(id);
    tile?.open.focus();
    return Boolean(tile);
  }

  // Selecting

  setSelecting(isSelecting) {
    this.isSelecting = isSelecting;
    if (!isSelecting && this.selection.size) this.selection.clear();
    else this.onSelect(this.selection);
  }

  followSelection() {
    this.tiles.forEach((tile, id) => tile.setSelected(this.selection.has(id)));
    this.isSelecting = this.selection.size > 0;
    this.onSelect(this.selection);
  }

  tick(id, isRange) {
    this.setCurrent(id);
    if (isRange) this.selection.extendTo(id, this.order);
    else this.selection.toggle(id);
  }

  // By a finger that stays: it selects, and those that it comes to.
  press(id) {
    this.setCurrent(id);
    this.selection.startRange(id);
    this.selection.extendTo(id, this.order);
  }

  handleClick(item, { shiftKey, ctrlKey, metaKey }) {
    const { id } = item.picture;
    if (this.isSelecting || shiftKey || ctrlKey || metaKey) this.tick(id, shiftKey);
    else this.onOpen(item);
  }

  // Keys

  isOnPicture({ target }) {
    return target.matches('.gallery-item');
  }

  handleKey(event) {
    if (!this.isOnPicture(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, shiftKey } = event;
    const index = this.order.indexOf(this.current);
    const work = {
      Enter: () => this.onOpen(this.items[index]),
      ' ': () => this.tick(this.current, shiftKey),
      Delete: () => event.repeat || this.attempt(() => deletePictures(this.selection.size ? [...this.selection.ids] : [this.current])),
    }[key];
    const next = indexAfterKey(key, index, this.items.length, (at) => this.boxOf(at));
    if (!work && next < 0) return;
    event.preventDefault();
    if (work) work();
    else this.moveTo(next, shiftKey);
  }

  boxOf(index) {
    return this.tiles.get(this.items[index].picture.id).root.getBoundingClientRect();
  }

  moveTo(index, isRange) {
    const from = this.current;
    this.focus(this.items[index].picture.id);
    if (!isRange) return;
    if (!this.selection.anchor) this.selection.startRange(from);
    this.selection.extendTo(this.current, this.order);
  }

  // What holds wherever the focus is, as long as the grid is in sight.
  handlePageKey(event) {
    const isHere = this.root.offsetParent && this.items.length && !document.querySelector('dialog[open]');
    if (!isHere || event.defaultPrevented || event.altKey || /** @type {Element} */ (event.target).closest?.(FIELD)) return;
    if (event.key === 'Escape' && this.isSelecting) this.setSelecting(false);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') this.selection.selectAll(this.order);
    else return;
    event.preventDefault();
  }
}
