// Tile of the gallery: a picture in its own shape, a box to select it, and its prompt and actions while it is pointed at.
// @ts-check

import { el, icon } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { thumbnail } from '../lib/thumbnail.js';
import { deleteButton, iconButton } from '../run/picture_actions.js';
import { isFavourite } from '../run/picture_marks.js';

const NARROWEST = 0.4; // width by height of a tile; its actions need room
const EXTREME = 2; // beyond this shape, or its reverse, no part of a picture is cut off
const TITLE_LENGTH = 120;

/**
 * What the server tells of a picture of the gallery.
 * @typedef {{picture: Required<import('../lib/types.js').Picture>, prompt: string}} GalleryItem
 */

/** One picture of the gallery's list. */
export class Tile {
  /**
   * `onOpen(event)`, `onFavourite()` and `onDelete()` hear of presses, `onTick(isRange)` of one on the box.
   * @param {GalleryItem} item
   * @param {{
   *   onOpen: (event: MouseEvent) => void, onTick: (isRange: boolean) => void, onFavourite: () => void, onDelete: () => void,
   * }} callbacks
   */
  constructor(item, { onOpen, onTick, onFavourite, onDelete }) {
    this.item = item;
    this.onFavourite = onFavourite;
    this.onDelete = onDelete;
    const { picture, prompt } = item;
    const ratio = picture.width / picture.height || 1;
    const title = prompt.slice(0, TITLE_LENGTH);
    this.open = el('button', {
      type: 'button', class: 'gallery-item', tabindex: '-1', 'aria-label': t('card.gallery.open', { prompt: title }), onclick: onOpen,
    }, thumbnail({ src: picture.thumb_url, loading: 'lazy', decoding: 'async', 'data-thumb': picture.id }));
    this.open.addEventListener('dragstart', ({ dataTransfer }) => dataTransfer?.setData('application/x-easel-picture', picture.id));
    this.tick = el('button', {
      type: 'button', class: 'gallery-tick', role: 'checkbox', tabindex: '-1', 'aria-checked': 'false',
      'aria-label': t('card.gallery.pick', { prompt: title }), onclick: (/** @type {MouseEvent} */ event) => onTick(event.shiftKey),
    });
    this.star = el('span', { class: 'star', role: 'img', 'aria-label': t('card.gallery.favourites') }, '★');
    this.root = el('li', { 'data-tile': picture.id }, this.open, this.tick, this.star);
    this.root.style.setProperty('--ratio', String(Math.max(NARROWEST, ratio)));
    this.root.toggleAttribute('data-extreme', ratio > EXTREME || ratio < 1 / EXTREME);
    for (const name of ['pointerenter', 'focusin']) this.root.addEventListener(name, () => this.showActions(), { once: true });
    this.update();
  }

  // Built when they are first needed: most tiles are only scrolled past.
  showActions() {
    if (this.caption) return;
    const { picture, prompt } = this.item;
    const download = t('card.action.download');
    this.favourite = iconButton(ICONS.favourite, '', this.onFavourite, { 'data-action': 'favourite' });
    this.caption = el('div', { class: 'gallery-caption' },
      el('p', {}, prompt.slice(0, TITLE_LENGTH)),
      el('a', {
        class: 'button icon-button', href: `${picture.url}?download=1`, download: '', title: download, 'aria-label': download,
      }, icon(ICONS.download)),
      this.favourite, deleteButton(this.onDelete));
    this.root.append(this.caption);
    this.update();
  }

  /** Follows the picture's marks. */
  update() {
    const isMarked = isFavourite(this.item.picture);
    this.star.hidden = !isMarked;
    if (!this.favourite) return;
    const name = t(isMarked ? 'card.action.unfavourite' : 'card.action.favourite');
    this.favourite.title = name;
    this.favourite.setAttribute('aria-label', name);
    this.favourite.setAttribute('aria-pressed', String(isMarked));
  }

  /** @param {boolean} isSelected */
  setSelected(isSelected) {
    if (this.root.hasAttribute('data-selected') === isSelected) return;
    this.root.toggleAttribute('data-selected', isSelected);
    this.tick.setAttribute('aria-checked', String(isSelected));
  }
}
