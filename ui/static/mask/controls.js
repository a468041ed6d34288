// Controls of the editors that draw over a picture: buttons, groups, zoom, the list of keys.
// @ts-check

import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

export const CONTROL_ICONS = {
  undo: 'M8.5 5l-4 4 4 4M5 9h9a5 5 0 0 1 0 10H9',
  redo: 'M15.5 5l4 4-4 4M19 9h-9a5 5 0 0 0 0 10h5',
  clear: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5V16M13.7 10.5V16',
};
const ZOOM_ICONS = {
  'zoom.out': 'M6 12h12',
  'zoom.in': 'M6 12h12M12 6v12',
  'zoom.fit': 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
};
export const ZOOM_STEP = 1.5;

/** A button with an icon and a word; `text` is the key of its name, `key` does the same on the keyboard. */
export function controlButton(name, { text, path, key = '', onclick }) {
  const label = t(text);
  return el('button', {
    type: 'button', 'data-act': name, 'aria-label': label, title: key ? `${label} (${key})` : label, onclick,
  }, icon(path), el('span', { class: 'word' }, label));
}

/** Controls that belong together; `text` is the key of what they are. */
export function controlGroup(name, text, ...children) {
  return el('div', { class: `group ${name}`, role: 'group', 'aria-label': t(text) }, ...children);
}

/** Larger, smaller, all of it: `zoom(factor)` and `fit()` hear of presses. */
export class ZoomControls {
  constructor({ zoom, fit }) {
    const button = (name, key, onclick) => controlButton(name, {
      text: `card.mask.${name}`, path: ZOOM_ICONS[name], key, onclick,
    });
    this.scale = el('output', {});
    this.root = controlGroup('zoom', 'card.mask.zoom', button('zoom.out', '−', () => zoom(1 / ZOOM_STEP)), this.scale,
      button('zoom.in', '+', () => zoom(ZOOM_STEP)), button('zoom.fit', '0', fit));
  }

  show(scale) {
    set(this.scale, `${Math.round(scale * 100) || '< 1'} %`);
  }
}

/** The list of keys and gestures: rows of [keys or the key of their text, key of the text of what they do]. */
export function keyHelp(text, rows) {
  return el('details', {}, el('summary', {}, t(text)), el('dl', {},
    ...rows.map(([key, action]) => el('div', { class: 'keys' },
      el('dt', {}, key.startsWith('card.') ? t(key) : key), el('dd', {}, t(action))))));
}
