// File picker of a list of reference images, with the ways in which pictures can be brought.

import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from './reference_item.js';

const APPLE = /mac|iphone|ipad/i.test(navigator.platform);

export class FilePicker {
  /** `onPicked(files, item)` hears of files that were chosen; `item` is the one that they are to replace, or null. */
  constructor(onPicked) {
    const keys = APPLE ? '⌘V' : 'Ctrl+V';
    const hint = matchMedia('(hover: none)').matches ? 'touch' : 'words';
    this.input = el('input', { type: 'file', multiple: true, hidden: true, accept: 'image/*,.heic,.heif' });
    this.button = el('button', { type: 'button', class: 'tiles-upload-button', onclick: () => this.open() },
      icon(ICONS.add), el('span', {}));
    this.root = el('div', { class: 'tiles-upload' },
      el('p', { class: 'tiles-title' }, t('card.tiles.empty.title')),
      el('p', { class: 'tiles-hint' }, t(`card.tiles.empty.${hint}`, { keys })),
      this.button, el('p', { class: 'tiles-drop-hint', 'aria-hidden': 'true' }, t('card.tiles.drop')));
    this.input.addEventListener('change', () => this.take(onPicked));
    this.input.addEventListener('cancel', () => { this.item = null; });
  }

  open(item = null) {
    this.item = item;
    this.input.multiple = !item;
    this.input.click();
  }

  take(onPicked) {
    const { item } = this;
    const files = [...this.input.files];
    this.item = null;
    this.input.value = ''; // the same file can be chosen again
    onPicked(files, item);
  }

  setLabel(text) {
    set(this.button.lastChild, text);
  }
}
