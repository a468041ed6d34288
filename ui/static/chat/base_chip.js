// Chip in the composer: which picture the next turn changes, and the way to another one.
// @ts-check

import { el, icon } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { thumbnail } from '../lib/thumbnail.js';
import { childrenOf } from './conversation_tree.js';

export const FROM_WORDS = 'none'; // what a turn is based on that begins from words alone

// What the next turn of a conversation changes, in words.
function baseText({ editing, picked, position, path, runs }, picture, versions) {
  if (editing) return t('card.chat.editing', { turn: path.findIndex((run) => run.id === editing.id) + 1 });
  if (!picture) return position.based_on === FROM_WORDS ? t('card.chat.base.words') : '';
  const version = versions.get(picture.id);
  const text = version ? t('card.chat.base', { version }) : t('card.chat.based_on.brought');
  const branches = picked && childrenOf(runs, position.parent).length;
  return branches ? `${text} · ${t('card.chat.base.branch')}` : text;
}

// The button that takes it away: a choice first, then the picture.
function dropAction(conversation, picture) {
  const { editing, picked, runs, head } = conversation;
  const forget = () => conversation.forgetChoice();
  if (editing) return { label: 'card.chat.editing.drop', onclick: forget };
  if (picked) return { label: 'card.chat.base.newest', onclick: forget };
  return picture && runs.has(head) ? { label: 'card.chat.base.drop', onclick: () => conversation.useWords() } : null;
}

export class BaseChip {
  constructor() {
    this.root = el('div', { class: 'base', hidden: true });
    this.text = '';
  }

  /** Shows what the next turn of a conversation changes; `versions` are the numbers of its pictures. */
  draw(conversation, versions) {
    const picture = conversation.pictureOf(conversation.position.based_on);
    const drop = dropAction(conversation, picture);
    this.text = baseText(conversation, picture, versions);
    this.root.hidden = !this.text;
    const key = JSON.stringify([this.text, picture?.id, picture?.state, drop?.label]);
    if (key === this.key) return;
    this.key = key;
    const hadFocus = this.root.contains(document.activeElement); // which a button that goes loses
    this.root.replaceChildren(
      picture ? thumbnail({ src: picture.thumb_url }) : '',
      el('span', { class: 'base-text' }, this.text),
      drop ? el('button', {
        type: 'button', class: 'base-drop', title: t(drop.label), 'aria-label': t(drop.label), onclick: drop.onclick,
      }, icon(ICONS.close)) : '');
    if (hadFocus) this.root.querySelector('button')?.focus();
  }
}
