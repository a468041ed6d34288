// Tools of the first picture in the edit tab: one of them has the easel, on a phone each opens a dialog.
// @ts-check

import { el, icon } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';

// Where a finger scrolls the page it would paint, and tools need room: there each is a dialog.
const ROOM_IN_PLACE = matchMedia('(width >= 900px), (width >= 720px) and (hover: hover)');
const TOOL_ICONS = { mask: ICONS.brush, expand: ICONS.expand, markup: ICONS.marks };

export const hasRoomInPlace = () => ROOM_IN_PLACE.matches;

/** Calls `work` whenever there comes to be room in place, or none any more. */
export const onRoomChange = (work) => ROOM_IN_PLACE.addEventListener('change', work);

export class EaselTools {
  constructor() {
    this.tools = new Map();
    this.buttons = new Map();
    this.bar = el('div', { class: 'easel-tools', role: 'group', 'aria-label': t('card.tools.label'), hidden: true });
    this.root = el('div', { class: 'easel-desk' }, this.bar);
  }

  /** Adds a tool: `root` is its place on the easel, `open()` goes to it or opens its dialog. */
  add(name, { root, open }) {
    this.addButton(name, () => this.select(name));
    root.dataset.toolRoot = name;
    this.tools.set(name, open);
    this.root.append(root);
    if (this.tools.size === 1) this.show(name);
  }

  /** Adds a tool that is a dialog everywhere: the easel stays with the tool that has it. */
  addDialog(name, open) {
    this.addButton(name, open);
  }

  addButton(name, onclick) {
    const button = el('button', {
      type: 'button', class: 'easel-tool', 'data-tool': name, onclick,
    }, icon(TOOL_ICONS[name]), el('span', {}, t(`card.tools.${name}`)));
    this.buttons.set(name, button);
    this.bar.append(button);
  }

  /** Gives a tool the easel. */
  show(name) {
    this.current = name;
    this.root.dataset.tool = name;
    for (const other of this.tools.keys()) this.buttons.get(other).setAttribute('aria-pressed', String(other === name));
  }

  select(name) {
    this.show(name);
    this.tools.get(name)();
  }

  /** Without a picture there is nothing to use a tool on. */
  setPicture(picture) {
    this.bar.hidden = !picture;
  }

  /** Shows that a tool has something to say of what is sent. */
  mark(name, isUsed) {
    this.buttons.get(name)?.toggleAttribute('data-used', isUsed);
  }
}
