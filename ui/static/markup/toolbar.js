// Tools, colours, line widths, changes and zoom of the markup editor; the selected mark by numbers; the list of marks.
// @ts-check

import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import {
  CONTROL_ICONS, ZoomControls, controlButton, controlGroup,
} from '../mask/controls.js';
import { COLOURS } from './draw.js';
import { WIDTHS } from './marks.js';

const SIDES = ['left', 'top', 'width', 'height'];
const ICONS = {
  select: 'M5 3.5l13.5 7.6-6 1.6-3 5.6z',
  arrow: 'M5 19 18.5 5.5M10 5h9v9',
  ellipse: 'M12 5.5c5 0 8.5 2.9 8.5 6.5s-3.5 6.5-8.5 6.5S3.5 15.6 3.5 12 7 5.5 12 5.5z',
  pen: 'M4 16.5c3-8 6.5-9.5 7-6s-3 6.5-1 7.5 5-4.5 10-6',
  text: 'M5.5 8V5h13v3M12 5v14M9 19h6',
  delete: 'M6 6l12 12M18 6 6 18',
  ...CONTROL_ICONS,
};
export const TOOL_KEYS = { select: 'V', arrow: 'A', ellipse: 'C', pen: 'P', text: 'T' };

const button = (name, key, onclick) => controlButton(name, { text: `card.markup.${name}`, path: ICONS[name], key, onclick });
const group = (name, ...children) => controlGroup(name, `card.markup.${name}`, ...children);

function swatch(colour, onclick) {
  const label = t(`card.markup.colour.${colour}`);
  return el('button', {
    type: 'button', class: 'swatch', 'data-colour': colour, 'aria-label': label, title: label, onclick,
    style: `--colour: ${COLOURS[colour]}`,
  });
}

function widthButton(name, onclick) {
  const label = t(`card.markup.width.${name}`);
  return el('button', {
    type: 'button', class: 'line-width', 'data-width': name, 'aria-label': label, title: label, onclick,
  });
}

/**
 * `actions` has a function for each press: selectTool(name), setColour(name), setWidth(name), undo, redo, remove, clear,
 * zoom(factor) and fit.
 */
export class MarkupToolbar {
  constructor(actions) {
    const buildAll = (names, build) => Object.fromEntries(names.map((name) => [name, build(name)]));
    this.tools = buildAll(Object.keys(TOOL_KEYS), (name) => button(name, TOOL_KEYS[name], () => actions.selectTool(name)));
    this.colours = buildAll(Object.keys(COLOURS), (name) => swatch(name, () => actions.setColour(name)));
    this.widths = buildAll(Object.keys(WIDTHS), (name) => widthButton(name, () => actions.setWidth(name)));
    this.undo = button('undo', 'Z', () => actions.undo());
    this.redo = button('redo', 'Shift+Z', () => actions.redo());
    this.remove = button('delete', 'Delete', () => actions.remove());
    this.clear = button('clear', '', () => actions.clear());
    this.zoom = new ZoomControls({ zoom: (factor) => actions.zoom(factor), fit: () => actions.fit() });
    this.root = el('div', { class: 'bar' },
      group('tools', ...Object.values(this.tools)), group('colours', ...Object.values(this.colours)),
      group('widths', ...Object.values(this.widths)), group('changes', this.undo, this.redo, this.remove, this.clear),
      this.zoom.root);
  }

  show({ tool, colour, width, history }) {
    for (const [nodes, chosen] of [[this.tools, tool], [this.colours, colour], [this.widths, width]]) {
      for (const [name, node] of Object.entries(nodes)) node.setAttribute('aria-pressed', String(name === chosen));
    }
    // A button that is really disabled would drop the focus, and with it the keys.
    const isPossible = [
      [this.undo, history.canUndo], [this.redo, history.canRedo], [this.remove, history.mark], [this.clear, history.marks.length],
    ];
    for (const [node, can] of isPossible) node.setAttribute('aria-disabled', String(!can));
  }
}

/** The four numbers of the selected mark, and its words; `onBox(box)` and `onText(text)` hear of what is typed. */
export class MarkForm {
  constructor({ onBox, onText }) {
    this.fields = SIDES.map((side) => el('input', {
      type: 'number', inputmode: 'numeric', step: 1, 'data-box': side, onchange: () => onBox(this.box),
    }));
    this.text = el('input', { type: 'text', 'data-box': 'words', onchange: () => onText(this.text.value) });
    this.textLabel = el('label', { class: 'wide' }, el('span', {}, t('card.markup.words')), this.text);
    this.form = el('form', { novalidate: true },
      ...this.fields.map((field, index) => el('label', {}, el('span', {}, t(`card.markup.box.${SIDES[index]}`)), field)),
      this.textLabel);
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.root = el('details', {}, el('summary', {}, t('card.markup.numbers')), this.form);
  }

  get box() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.box, Number(field.value) || 0]));
  }

  /** Shows a mark's box and words; without one there is nothing to type. */
  show(box, words) {
    this.root.hidden = !box;
    this.textLabel.hidden = words === undefined;
    if (box) this.fields.forEach((field, index) => { field.value = String(Math.round(box[SIDES[index]])); });
    this.text.value = words || '';
  }
}

/** The marks as buttons, so that each can be reached by Tab and by a reader of the screen; `onSelect(index)`. */
export class MarkList {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.root = el('ul', { class: 'mark-list', 'aria-label': t('card.markup.list') });
  }

  show(names, selected) {
    while (this.root.childElementCount > names.length) this.root.lastChild?.remove();
    names.forEach((name, index) => {
      const text = t('card.markup.item', { number: index + 1, name });
      if (!this.root.children[index]) {
        this.root.append(el('li', {}, el('button', { type: 'button', class: 'plain', onclick: () => this.onSelect(index) })));
      }
      const node = /** @type {HTMLButtonElement} */ (this.root.children[index].firstChild);
      set(node, text);
      node.setAttribute('aria-pressed', String(index === selected));
    });
    this.root.hidden = !names.length;
  }
}
