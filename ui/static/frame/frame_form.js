// The frame by numbers: ratios to choose, a field for each side, and what comes of it in words.
// @ts-check

import { actionButton, el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { RATIOS, ratioName } from './geometry.js';

/**
 * `fields` are the names of the four numbers, each labelled card.{kind}.{name}. `onNumbers(values)` hears of what is
 * typed, `onRatio(name)` of a ratio ('' for any), `onReset()` of the button.
 */
export class FrameForm {
  constructor({ kind, fields, ratios = RATIOS, onNumbers, onRatio, onReset }) {
    this.kind = kind;
    this.ratios = new Map(ratios.map((name) => [name, el('button', {
      type: 'button', class: 'toggle', 'data-ratio': name, 'aria-pressed': 'false', onclick: () => onRatio(name),
    }, name || t('card.frame.free'))]));
    this.fields = new Map(fields.map((name) => [name, el('input', {
      type: 'number', inputmode: 'numeric', step: 1, min: 0, 'data-side': name, oninput: () => onNumbers(this.values),
      onblur: () => this.show(this.shown), // what was typed may be more than there can be
    })]));
    this.size = el('output', { class: 'frame-size' });
    this.reset = actionButton(t('card.frame.reset'), onReset, { class: 'button frame-reset' });
    const numbers = [...this.fields].map(([name, field]) => (
      el('label', {}, el('span', {}, t(`card.${kind}.${name}`)), field)));
    this.root = el('div', { class: 'frame-form' },
      el('div', { class: 'toggle-group frame-ratios', role: 'group', 'aria-label': t('card.frame.ratios') },
        ...this.ratios.values()),
      el('div', { class: 'frame-numbers', role: 'group', 'aria-label': t(`card.${kind}.numbers`) }, ...numbers),
      el('div', { class: 'frame-result' }, this.size, this.reset));
  }

  get values() {
    return Object.fromEntries([...this.fields].map(([name, field]) => [name, Math.max(0, Math.round(Number(field.value)) || 0)]));
  }

  /** Shows what there is: {values, size, ratio, changed}; a field that is being typed in keeps what is typed. */
  show(shown) {
    this.shown = shown;
    const { values, size, ratio = '', changed } = shown;
    for (const [name, field] of this.fields) {
      if (field !== document.activeElement || Number(field.value) === values[name]) field.value = values[name];
    }
    for (const [name, button] of this.ratios) button.setAttribute('aria-pressed', String(name === ratio));
    set(this.size, t('card.frame.size', { width: size.width, height: size.height, ratio: ratioName(size) }));
    this.reset.setAttribute('aria-disabled', String(!changed));
  }
}
