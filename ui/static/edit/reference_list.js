// Ordered list of reference images. Their order on the screen is the order in which they are sent.
// @ts-check

import { openCrop } from '../crop/crop_dialog.js';
import { clamp } from '../lib/clamp.js';
import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { uploadImage } from '../lib/uploads.js';
import { ListDrag, acceptDrops, acceptPastes, animateMoves } from './drag_and_drop.js';
import { FilePicker } from './file_picker.js';
import { handleListKey } from './list_keyboard.js';
import { ReferenceItem } from './reference_item.js';
import { RemovalUndo } from './removal_undo.js';
import { UploadQueue } from './upload_queue.js';

export class ReferenceList {
  isDrawnOn; settleCallbacks; dropZone; onFit; chooseLabel; offset; onNumbered; storage; onChange;
  /** @type {FilePicker} */ picker; /** @type {HTMLOListElement} */ list; /** @type {HTMLDivElement} */ mark;
  /** @type {HTMLParagraphElement} */ excess; /** @type {HTMLDivElement} */ announcer;
  /** @type {HTMLParagraphElement} */ keys; /** @type {HTMLDivElement} */ root; /** @type {ListDrag} */ drag;

  /**
   * `chooseLabel` is what the button says while the list is empty; then there is nothing but it. `offset()` says how
   * many pictures go along before the first item, and so take the first numbers. `storage` is {load() → pictures,
   * save(pictures)}; `onChange(pictures, {waiting, failed})` hears of each change.
   * @param {any} [parts]
   */
  constructor({
    limit = Infinity, upload = uploadImage, onChange, onFit, dropZone, storage, offset = () => 0, chooseLabel,
  } = {}) {
    Object.assign(this, { maximum: limit, onChange, onFit, dropZone, storage, offset, chooseLabel });
    this.items = [];
    this.previews = {};
    this.uploads = new UploadQueue({ send: upload, onSettled: (item) => this.settle(item) });
    this.undo = new RemovalUndo({
      isUnsettled: (item) => item.state !== 'ready' && this.items.includes(item),
      onUndo: (removal) => this.restore(removal),
      onExpire: () => this.draw(),
    });
    this.build();
    this.listen();
    this.items = (storage?.load() || []).map((picture) => this.createItem(picture));
    this.reported = this.stateKey();
    this.draw();
  }

  /** The pictures on the server, in the order on screen. */
  get pictures() {
    return this.items.filter((item) => item.state === 'ready').map((item) => item.picture);
  }

  /** How many are still on their way. */
  get waiting() {
    return this.items.filter((item) => item.state === 'waiting' || item.state === 'sending').length;
  }

  get failed() {
    return this.items.filter((item) => item.state === 'failed').length;
  }

  get limit() {
    return this.maximum;
  }

  set limit(count) {
    this.maximum = count ?? Infinity;
    this.draw();
  }

  /** Resolves with the pictures when nothing is on its way any more. */
  whenReady() {
    if (!this.waiting) return Promise.resolve(this.pictures);
    return new Promise((resolve) => { (this.settleCallbacks ||= []).push(resolve); });
  }

  build() {
    this.picker = new FilePicker((files, replaced) => this.takePicked(files, replaced));
    this.list = el('ol', { class: 'tiles-items', 'aria-label': t('card.tiles.label') });
    this.mark = el('div', { class: 'tiles-drop-marker', hidden: true });
    this.excess = el('p', { class: 'tiles-excess', role: 'status' });
    this.announcer = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
    const id = `tiles-keys-${Math.random().toString(36).slice(2)}`;
    this.keys = el('p', { class: 'tiles-shortcuts', id }, t('card.tiles.keys'));
    this.root = el('div', { class: 'tiles', role: 'group', 'aria-label': t('card.tiles.label') },
      el('div', { class: 'tiles-field' }, this.list, this.mark), this.excess, this.undo.root,
      this.picker.root, this.keys, this.picker.input, this.announcer);
  }

  listen() {
    const { root, list, mark } = this;
    list.addEventListener('keydown', (event) => handleListKey(this, event));
    list.addEventListener('focusin', (event) => this.setCurrent(this.itemOf(event.target)));
    this.drag = new ListDrag(list, mark, (node, index) => this.move(this.itemOf(node), index));
    acceptDrops({
      root, list, mark, zone: () => this.dropZone || root, onFiles: (files, index) => this.addFiles(files, index),
    });
    acceptPastes({ root, onFiles: (files) => this.addFiles(files) });
  }

  // Of a file, or of a picture that is on the server already.
  createItem(content) {
    const about = content instanceof Blob ? { file: content } : { picture: content };
    return new ReferenceItem({ ...about, keys: this.keys.id, act: (name, item) => this.actions[name](item) });
  }

  get actions() {
    return {
      remove: (item) => this.remove(item),
      crop: (item) => openCrop(item, (picture) => this.replace(this.items.indexOf(item), picture,
        t(this.isDrawnOn?.(item.picture.id) ? 'card.tiles.cropped.dropped' : 'card.tiles.cropped', { what: item.label }))),
      replace: (item) => this.picker.open(item),
      earlier: (item) => this.move(item, this.items.indexOf(item) - 1),
      later: (item) => this.move(item, this.items.indexOf(item) + 1),
      fit: (item) => this.onFit?.(item.picture.id),
      retry: (item) => {
        item.state = 'waiting';
        item.failure = '';
        this.draw();
        item.root.focus();
      },
      failed: (item) => {
        this.draw();
        this.announce([item.name, item.failure].filter(Boolean).join(': '));
      },
    };
  }

  itemOf(node) {
    const root = node.closest('li.tile');
    return this.items.find((item) => item.root === root);
  }

  takePicked(files, replaced) {
    const index = this.items.indexOf(replaced);
    if (index >= 0 && files.length) this.replace(index, files[0]);
    else this.addFiles(files);
  }

  /** Adds files. Each has its item at once, before any of it is on the server. */
  addFiles(files, index = Infinity) {
    if (!files.length) return;
    const next = [...this.items];
    const added = files.map((file) => this.createItem(file));
    next.splice(Math.min(index, next.length), 0, ...added);
    this.setItems(next);
    this.announce(t('card.tiles.added', { count: added.length }));
  }

  /** Adds a picture that is on the server already. */
  addPicture(picture) {
    const present = this.items.find((item) => item.picture?.id === picture.id);
    const item = present || this.createItem(picture);
    if (!present) this.setItems([...this.items, item]);
    this.announce(t(present ? 'card.tiles.already' : 'card.tiles.added_as', { number: item.position }));
    item.root.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  /** Exchanges all of them for files, or pictures that are on the server already. */
  setPictures(contents) {
    this.setItems(contents.map((content) => this.createItem(content)), t('card.tiles.exchanged'));
  }

  /** Takes items out with no way back: they went along with what was sent. */
  clear(sent = this.items) {
    sent.forEach((item) => item.dispose());
    this.items = this.items.filter((item) => !sent.includes(item));
    this.undo.clear();
    this.draw();
  }

  replace(index, content, text = t('card.tiles.replaced', { what: this.items[index]?.label })) {
    if (!this.items[index]) return;
    const item = this.createItem(content);
    this.setItems(this.items.with(index, item), text);
    item.root.focus();
  }

  move(item, to) {
    const index = this.items.indexOf(item);
    const target = clamp(to, 0, this.items.length - 1);
    if (index < 0 || target === index) return;
    const from = item.position;
    const next = this.items.toSpliced(index, 1);
    next.splice(target, 0, item);
    this.setItems(next);
    if (item.position) this.announce(t('card.tiles.moved', { from, to: item.position }));
  }

  remove(item) {
    const index = this.items.indexOf(item);
    this.setItems(this.items.filter((other) => other !== item), t('card.tiles.removed', { what: item.label }));
    (this.items[Math.min(index, this.items.length - 1)]?.root || this.picker.button).focus();
  }

  // All changes of the list go this way. What one takes away can be brought back for a while.
  setItems(next, text = '') {
    const removed = this.items.map((item, index) => ({ item, index })).filter(({ item }) => !next.includes(item));
    const added = next.filter((item) => !this.items.includes(item));
    this.items = next;
    if (removed.length) {
      this.undo.push({ removed, added, text });
      this.announce(text);
    }
    this.draw();
  }

  restore({ removed, added }) {
    added.forEach((item) => item.dispose());
    const next = this.items.filter((item) => !added.includes(item));
    removed.forEach(({ item, index }) => next.splice(Math.min(index, next.length), 0, item));
    this.items = next;
    this.draw();
    this.announce(t('card.tiles.undone'));
    removed[0].item.root.focus();
  }

  /** Sets what will be sent of each picture, by its id: {mime, width, height, bytes, changes, problem, fit}. */
  setPreviews(previews) {
    this.previews = previews;
    this.items.forEach((item) => item.setPreview(previews[item.picture?.id] || null));
    this.draw();
  }

  /** Lays a mask or markup over the thumbnail of the picture with that id, and over no other. */
  showMask(id, canvas, layer = 'mask') {
    this.items.forEach((item) => item.showMask(canvas && item.picture?.id === id ? canvas : null, layer));
  }

  settle(item) {
    if (item.state === 'ready') item.setPreview(this.previews[item.picture.id] || null);
    this.draw();
  }

  announce(text) {
    set(this.announcer, text);
  }

  setCurrent(current) {
    this.current = current;
    this.items.forEach((item) => item.setCurrent(item === current));
  }

  draw() {
    const { items, list, limit, root } = this;
    const focused = document.activeElement;
    animateMoves(list, () => {
      items.forEach((item, index) => {
        const present = list.children[index] || null;
        if (present !== item.root) list.insertBefore(item.root, present);
      });
      [...list.children].slice(items.length).forEach((node) => node.remove());
      this.drawItems();
    });
    this.restoreFocus(focused);
    this.setCurrent(items.includes(this.current) ? this.current : items[0]);
    list.hidden = !items.length;
    root.toggleAttribute('data-empty', !items.length && !this.chooseLabel);
    this.picker.setLabel(t(items.length ? 'card.tiles.more' : this.chooseLabel || 'card.tiles.choose'));
    const excess = Math.max(0, items.length - this.failed - (limit - this.offset()));
    set(this.excess, excess ? t(limit ? 'card.tiles.excess' : 'card.tiles.none', { most: limit, count: excess }) : '');
    this.undo.draw();
    this.uploads.start(items);
    this.reportChange();
  }

  // A node that is put elsewhere in the page, or hidden, loses the focus.
  restoreFocus(focused) {
    if (!this.root.contains(focused)) return;
    if (!focused.getClientRects().length) this.itemOf(focused)?.root.focus();
    else if (focused !== document.activeElement) focused.focus();
  }

  drawItems() {
    let position = this.offset();
    this.items.forEach((item, index, items) => {
      const failed = item.state === 'failed';
      if (!failed) position += 1;
      item.draw({
        position: failed ? 0 : position,
        over: !failed && position > this.limit,
        alone: items.length === 1, first: index === 0, last: index === items.length - 1,
      });
    });
    this.onNumbered?.(this.items); // whoever needs to know which number each is sent by
  }

  stateKey() {
    return JSON.stringify([this.pictures.map((picture) => picture.id), this.waiting, this.failed]);
  }

  reportChange() {
    const key = this.stateKey();
    if (key === this.reported) return;
    this.reported = key;
    const { pictures, waiting, failed } = this;
    this.storage?.save(pictures);
    this.onChange?.(pictures, { waiting, failed });
    if (!waiting) (this.settleCallbacks || []).splice(0).forEach((resolve) => resolve(pictures));
  }
}
