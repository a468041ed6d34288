// Divider of a comparison: how much of the first of two pictures is seen, from 0 to 100, by pointer and by keys.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/** @type {Record<string, number>} */
const KEYS = {
  ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100,
};

export class Divider {
  /**
   * `frame` holds both pictures; its `--share` is the position.
   * @param {HTMLElement} frame
   * @param {(position: number) => void} [onMove]
   */
  constructor(frame, onMove = () => {}) {
    this.frame = frame;
    this.onMove = onMove;
    this.position = 0;
    this.root = el('div', {
      class: 'compare-handle', role: 'slider', tabindex: '0', 'aria-label': t('card.compare.handle'),
      'aria-valuemin': 0, 'aria-valuemax': 100,
    });
    this.root.addEventListener('keydown', (event) => this.handleKey(event));
    this.setPosition(0);
  }

  /** @param {number} position */
  setPosition(position) {
    this.position = Math.max(0, Math.min(100, position));
    const percent = Math.round(this.position);
    this.frame.style.setProperty('--share', String(this.position));
    this.root.setAttribute('aria-valuenow', String(percent));
    this.root.setAttribute('aria-valuetext', t('card.compare.share', { percent }));
    this.onMove(this.position);
  }

  /** @param {PointerEvent} event */
  follow({ clientX }) {
    const { left, width } = this.frame.getBoundingClientRect();
    this.setPosition(((clientX - left) / width) * 100);
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.setPosition(this.position + step);
  }
}
