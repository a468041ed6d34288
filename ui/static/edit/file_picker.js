// File picker of a list of reference images, with the ways in which pictures can be brought.
// @ts-check

import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';

const APPLE = /mac|iphone|ipad/i.test(navigator.platform);

export class FilePicker {
  /** `onPicked(files, item)` hears of files that were chosen; `item` is the one that they are to replace, or null. */
  constructor(onPicked) {
    const keys = APPLE ? '⌘V' : 'Ctrl+V';
    const isTouch = matchMedia('(hover: none)').matches;
    this.input = el('input', { type: 'file', multiple: true, hidden: true, accept: 'image/*,.heic,.heif' });
    this.button = el('button', { type: 'button', class: 'tiles-upload-button', onclick: () => this.open() },
      icon(ICONS.add), el('span', {}));
    this.root = el('div', { class: 'tiles-upload' },
      el('p', { class: 'tiles-title' }, t('card.tiles.empty.title')),
      el('p', { class: 'tiles-hint' }, t(`card.tiles.empty.${isTouch ? 'touch' : 'words'}`, { keys })),
      el('div', { class: 'tiles-ways' }, this.button, isTouch ? this.buildCamera() : null), el('p', { class: 'tiles-drop-hint', 'aria-hidden': 'true' }, t('card.tiles.drop')));
    this.input.addEventListener('change', () => this.take(onPicked));
    this.input.addEventListener('cancel', () => { this.item = null; });
  }

  // A photo is taken at once, without the way through the files.
  buildCamera() {
    const label = t('card.tiles.camera');
    return el('button', {
      type: 'button', class: 'tiles-upload-button tiles-camera', 'aria-label': label, onclick: () => this.open(null, true),
    }, icon(ICONS.camera), el('span', {}, label));
  }

  open(item = null, byCamera = false) {
    this.item = item;
    this.input.multiple = !item && !byCamera;
    if (byCamera) this.input.setAttribute('capture', 'environment');
    else this.input.removeAttribute('capture');
    this.input.click();
  }

  take(onPicked) {
    const { item } = this;
    const files = [...(this.input.files ?? [])];
    this.item = null;
    this.input.value = ''; // the same file can be chosen again
    onPicked(files, item);
  }

  setLabel(text) {
    set(/** @type {Node} */ (this.button.lastChild), text);
  }
}
