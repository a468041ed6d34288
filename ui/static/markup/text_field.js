// The field in which words are typed on the picture, where they will stand.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { wordHeight } from './marks.js';

const MIN_FONT = 16; // CSS pixels: iOS would zoom the page in on a smaller field

/** `onDone(mark, text)` hears of what was typed for a mark; `onLeave()` when a key ended it. */
export class TextField {
  viewport; onLeave; onDone;

  constructor({ viewport, onDone, onLeave }) {
    Object.assign(this, { viewport, onDone, onLeave, mark: null });
    this.root = el('input', {
      type: 'text', class: 'mark-text', hidden: true, maxlength: 120, 'aria-label': t('card.markup.words'),
      oninput: () => this.position(), onblur: () => this.finish(), onkeydown: (event) => this.handleKey(event),
    });
  }

  /** Begins to type the words of a mark. */
  open(mark) {
    this.mark = mark;
    this.root.value = mark.words;
    this.root.hidden = false;
    this.position();
    this.root.focus({ preventScroll: true });
  }

  position() {
    if (!this.mark) return;
    const { x, y, scale } = this.viewport;
    const [{ x: left, y: top }] = this.mark.points;
    const fontSize = Math.max(MIN_FONT, wordHeight(this.mark) * scale);
    Object.assign(this.root.style, {
      left: `${left * scale + x}px`, top: `${top * scale + y}px`, fontSize: `${fontSize}px`,
      width: `${Math.max(5, this.root.value.length + 2)}em`,
    });
    this.root.dataset.colour = this.mark.colour;
  }

  handleKey(event) {
    if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') this.root.value = this.mark?.words || '';
    this.finish();
    this.onLeave();
  }

  finish() {
    const { mark } = this;
    if (!mark) return;
    this.mark = null;
    this.root.hidden = true;
    this.onDone(mark, this.root.value.trim());
  }
}
