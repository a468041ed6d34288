// Original of an edit over its result, as far as the divider is drawn: at rest it stands at the left edge.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { Divider } from './divider.js';
import { placeImage } from './original_placement.js';

/** @typedef {import('./original_placement.js').Size} Size */
/** @typedef {Size & {url: string, inset: import('./original_placement.js').Inset | null}} Original on its canvas */

export class OriginalOverlay {
  constructor() {
    /** @type {string | undefined} of the original */
    this.url = undefined;
    this.image = el('img', { alt: '', draggable: 'false', decoding: 'async' });
    this.layer = el('div', { class: 'original' }, this.image, el('span', { class: 'compare-name' }, t('card.before')));
    this.root = el('div', { class: 'original-overlay', hidden: true }, this.layer);
    this.divider = new Divider(this.root, (position) => position && this.load());
    const { root } = this.divider;
    root.title = t('card.action.compare');
    root.addEventListener('pointerdown', (event) => this.startDrag(event));
    // The divider has left where it was pressed, and the picture that lies there would be dragged out of the page.
    root.addEventListener('mousedown', (event) => event.preventDefault());
    root.addEventListener('pointermove', (event) => root.hasPointerCapture(event.pointerId) && this.divider.follow(event));
    this.root.append(root);
  }

  /**
   * Offers this original, or none.
   * @param {Original | null} original
   */
  update(original) {
    this.root.hidden = !original;
    if (original?.url === this.url) return;
    this.url = original?.url;
    this.image.removeAttribute('src');
    placeImage(this.image, original?.inset ?? null);
    this.divider.setPosition(0);
  }

  // Not before somebody looks: it may be as large as the result.
  load() {
    if (this.url && this.image.getAttribute('src') !== this.url) this.image.src = this.url;
  }

  /** @param {PointerEvent} event */
  startDrag(event) {
    if (event.button || !event.isPrimary) return;
    this.divider.root.focus({ preventScroll: true });
    this.divider.root.setPointerCapture(event.pointerId);
  }
}
