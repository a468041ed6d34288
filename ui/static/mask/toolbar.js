// Tools, sizes, undo and zoom buttons; the rectangle by numbers; the list of keys.
// @ts-check

import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import {
  CONTROL_ICONS, ZoomControls, controlButton, controlGroup,
} from './controls.js';

const SIDES = ['left', 'top', 'width', 'height'];
const ICONS = {
  brush: 'M20 4l-8.5 8.5M9.6 12.6c-2.8 0-3.9 1.9-3.9 3.8 0 1.5-.7 2.6-2 3.1 4 1 8.2-.3 8.2-4.2z',
  eraser: 'M8.5 19.5l-4.7-4.7a1.5 1.5 0 0 1 0-2.1l8.9-8.9a1.5 1.5 0 0 1 2.1 0l5.4 5.4a1.5 1.5 0 0 1 0 2.1'
    + 'l-8.2 8.2zM8 8.6l7.4 7.4M8.5 19.5H20',
  rectangle: 'M4 8V5h3M10.5 5h3M17 5h3v3M20 10.5v3M20 16v3h-3M13.5 19h-3M7 19H4v-3M4 13.5v-3',
  ...CONTROL_ICONS,
  invert: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.5v17M15 5v14M18 7v10',
};
const TOOL_KEYS = { brush: 'B', eraser: 'E', rectangle: 'R' };

const button = (name, key, onclick) => controlButton(name, { text: `card.mask.${name}`, path: ICONS[name], key, onclick });

/**
 * Tools, the size of the brush, undo and zoom.
 *
 * `actions` has a function for each press: selectTool(name), undo, redo, invert, clear, zoom(factor), fit; and
 * previewBrush and endBrushPreview, between which the size is being chosen.
 */
export class MaskToolbar {
  constructor(actions) {
    this.tools = Object.fromEntries(Object.entries(TOOL_KEYS)
      .map(([name, key]) => [name, button(name, key, () => actions.selectTool(name))]));
    this.slider = el('input', {
      type: 'range', min: 0, max: 100, value: 60, 'aria-label': t('card.mask.size'),
      oninput: () => actions.previewBrush(), onchange: () => actions.endBrushPreview(),
    });
    this.size = el('output', {});
    this.zoom = new ZoomControls(actions);
    this.undo = button('undo', 'Z', () => actions.undo());
    this.redo = button('redo', 'Shift+Z', () => actions.redo());
    this.root = el('div', { class: 'bar' },
      controlGroup('tools', 'card.mask.tools', ...Object.values(this.tools)),
      el('label', { class: 'size' }, el('span', {}, t('card.mask.size')), this.slider, this.size),
      controlGroup('changes', 'card.mask.changes', this.undo, this.redo, button('invert', 'I', () => actions.invert()),
        button('clear', '', () => actions.clear())),
      this.zoom.root);
  }

  /** Presses a button by its name, as a key does. */
  press(name) {
    /** @type {HTMLElement} */ (this.root.querySelector(`[data-act="${name}"]`)).click();
  }

  showTool(tool) {
    for (const [name, node] of Object.entries(this.tools)) node.setAttribute('aria-pressed', String(name === tool));
    this.slider.disabled = tool === 'rectangle'; // which has no brush
  }

  /** Shows what can be undone. A button that is really disabled would drop the focus, and with it the keys. */
  showHistory({ canUndo, canRedo }) {
    this.undo.setAttribute('aria-disabled', String(!canUndo));
    this.redo.setAttribute('aria-disabled', String(!canRedo));
  }

  /** From 4 pixels to half of the picture's short side, each step as many times larger as the one before. */
  brushSize({ width, height }) {
    return Math.round(4 * Math.max(2, Math.min(width, height) / 8) ** (Number(this.slider.value) / 100));
  }

  stepBrush(change) {
    this.slider.value = Number(this.slider.value) + change;
  }

  showBrushSize(pixels) {
    const label = t('card.mask.pixels', { size: pixels });
    set(this.size, label);
    this.slider.setAttribute('aria-valuetext', label);
    this.slider.style.setProperty('--part', `${this.slider.value}%`);
  }
}

/** The rectangle's four numbers: `onInput` and `onFocus` follow what is typed, `onFill(on)` sets or clears it. */
export class RectangleForm {
  constructor({ onInput, onFocus, onFill }) {
    this.fields = SIDES.map((side) => el('input', {
      type: 'number', inputmode: 'numeric', min: 0, step: 1, 'data-box': side, oninput: onInput, onfocus: onFocus,
    }));
    const form = el('form', { novalidate: true },
      ...this.fields.map((field, index) => el('label', {}, el('span', {}, t(`card.mask.box.${SIDES[index]}`)), field)),
      el('button', { class: 'plain', 'data-act': 'add' }, t('card.mask.add')),
      el('button', { type: 'button', class: 'plain', 'data-act': 'erase', onclick: () => onFill(false) },
        t('card.mask.erase')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      onFill(true);
    });
    this.root = el('details', {}, el('summary', {}, t('card.mask.numbers')), form);
  }

  get box() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.box, Number(field.value)]));
  }

  /** Shows a rectangle; with `keepFocused`, a field that is being typed in keeps what is typed. */
  show(box, { keepFocused = false } = {}) {
    this.fields.forEach((field, index) => {
      if (!keepFocused || field !== document.activeElement) field.value = box[SIDES[index]];
    });
  }
}
