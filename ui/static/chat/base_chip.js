// Chip above the chat input: which picture the next turn changes, and the way to another one.

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

export class BaseChip {
  constructor() {
    this.root = el('div', { class: 'base', hidden: true });
    this.text = '';
  }

  /**
   * Shows `text` with `picture`, if there is one. `buttons` are {label, onclick} or empty.
   */
  update({ text, picture, buttons }) {
    this.text = text;
    this.root.hidden = !text;
    const key = JSON.stringify([text, picture?.id, picture?.state]);
    if (key === this.key) return;
    this.key = key;
    this.root.replaceChildren(
      picture ? el('img', { src: picture.thumb_url, alt: '' }) : '',
      el('span', { class: 'base-text' }, text),
      ...buttons.filter(Boolean).map(({ label, onclick }) => (
        el('button', { type: 'button', class: 'button-quiet', onclick }, t(label)))));
  }
}
