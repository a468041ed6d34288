// Undo of removed reference images, offered for a while after each removal.
// @ts-check

import { actionButton, el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const OFFERED = 8000; // ms for which what was removed can be brought back

/**
 * A removal is {removed: [{item, index}], added: items, text}. `isUnsettled(item)`: it has not come whole yet, so that
 * what it replaced may still be wanted. `onUndo(removal)` takes one back, `onExpire()` hears that none can be.
 */
export class RemovalUndo {
  isUnsettled; onExpire;
  /** @type {number} */ timer;

  constructor({ isUnsettled, onUndo, onExpire }) {
    Object.assign(this, { isUnsettled, onExpire });
    this.removals = []; // oldest first
    this.text = el('span', {});
    this.root = el('div', { class: 'tiles-undo', hidden: true }, this.text,
      actionButton(t('card.tiles.undo'), () => onUndo(this.removals.pop())));
  }

  push(removal) {
    this.removals.push(removal);
  }

  clear() {
    this.removals = [];
  }

  draw() {
    const last = this.removals.at(-1);
    this.root.hidden = !last;
    set(this.text, last?.text || '');
    if (last && last !== this.offered) this.restartTimer();
    this.offered = last;
  }

  restartTimer() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.expire(), OFFERED);
  }

  // What is being read, pointed at, or not yet replaced by a picture that came whole, can still be undone.
  expire() {
    const unsettled = this.removals.some(({ added }) => added.some(this.isUnsettled));
    if (unsettled || this.root.matches(':hover, :focus-within')) {
      this.restartTimer();
      return;
    }
    this.removals.splice(0).forEach(({ removed }) => removed.forEach(({ item }) => item.dispose()));
    this.onExpire();
  }
}
