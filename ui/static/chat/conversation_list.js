// List of the visitor's conversations: searched, renamed, deleted with a way back, exported.
// @ts-check

import { apiUrl, patch, post, request } from '../lib/api_client.js';
import { clamp } from '../lib/clamp.js';
import {
  actionButton, el, icon, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';

const TYPING_PAUSE = 250; // ms after the last key at which is searched
const PAGE_SIZE = 30; // conversations that are asked for at first, and with each press for more
const MAX_PAGE_SIZE = 100; // of the server's
const UNDO_OFFERED = 10_000; // ms for which a deletion is offered to be taken back
const NARROW = matchMedia('(width < 1200px)'); // no room for a column: it is a drawer

export const conversationPath = (id, more = '') => `/api/conversations/${encodeURIComponent(id)}${more}`;

const quietButton = (text, onclick, attributes = {}) => (
  el('button', { type: 'button', class: 'button-quiet', onclick, ...attributes }, text));

// The field in which a conversation is renamed: Enter and leaving it save, Escape does not.
function renameForm(title, onClose) {
  const input = el('input', { type: 'text', value: title, maxlength: 200, 'aria-label': t('card.chat.name') });
  const form = el('form', { class: 'conversation-rename' }, input);
  let closed = false;
  const close = (save) => {
    if (closed) return;
    closed = true;
    form.remove();
    onClose(save && input.value.trim() !== title ? input.value : null);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    close(true);
  });
  input.addEventListener('blur', () => close(true));
  input.addEventListener('keydown', (event) => event.key === 'Escape' && close(false));
  return { form, input };
}

export class ConversationList {
  onOpen; onDeleted;
  /** @type {number} */ timer; /** @type {symbol} */ query; /** @type {number} */ undoTimer;

  /** `onOpen(id)` opens one, `onNew()` begins anew, `onDeleted(id)` hears of a deletion. */
  constructor({ onOpen, onNew, onDeleted }) {
    Object.assign(this, { onOpen, onDeleted, conversations: [], cursor: '', current: '' });
    this.search = el('input', { type: 'search', placeholder: t('card.chat.search'), 'aria-label': t('card.chat.search') });
    this.search.addEventListener('input', () => this.loadSoon(TYPING_PAUSE));
    this.list = el('ul', { class: 'conversation-list' });
    this.none = el('p', { class: 'small' });
    this.more = quietButton(t('card.chat.more'), () => this.load(this.cursor), { hidden: true });
    this.undoBar = el('div', { class: 'conversation-undo', role: 'status', hidden: true });
    this.failed = el('p', { class: 'error', role: 'alert', hidden: true });
    const begin = () => {
      this.close();
      onNew();
    };
    this.root = el('section', { class: 'conversations', 'aria-label': t('card.chat.list') },
      actionButton(t('card.chat.new'), begin, { class: 'button new-conversation' }),
      this.search, this.list, this.none, this.more, this.undoBar, this.failed);
    /** Buttons for where it is a drawer: one opens it, one begins a conversation. */
    this.opener = this.buildIconButton('list', 'card.chat.list');
    this.starter = this.buildIconButton('add', 'card.chat.new');
    this.starter.addEventListener('click', begin);
    this.opener.popoverTargetElement = this.root;
    this.root.addEventListener('toggle', (event) => event.newState === 'open' && this.root.querySelector('button')?.focus());
    const fold = () => { this.root.popover = NARROW.matches ? 'auto' : null; };
    NARROW.addEventListener('change', fold);
    fold();
    this.load();
  }

  buildIconButton(name, label) {
    return el('button', {
      type: 'button', class: 'button icon-button', title: t(label), 'aria-label': t(label),
    }, icon(ICONS[name]));
  }

  /** Closes the drawer. */
  close() {
    if (this.root.popover && this.root.matches(':popover-open')) this.root.hidePopover();
  }

  loadSoon(pause = 300) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), pause);
  }

  async attempt(work) {
    this.failed.hidden = true;
    try {
      return await work();
    } catch (error) {
      set(this.failed, t('card.chat.trouble', { said: error.message }));
      this.failed.hidden = false;
      return undefined;
    }
  }

  // An answer that was overtaken by a later question is not shown.
  load(cursor = '') {
    const query = Symbol('query');
    this.query = query;
    return this.attempt(async () => {
      const limit = cursor ? PAGE_SIZE : clamp(this.conversations.length, PAGE_SIZE, MAX_PAGE_SIZE); // as many as are listed by now
      const filters = new URLSearchParams({ search: this.search.value.trim(), cursor, limit: String(limit) });
      const page = await request(`/api/conversations?${filters}`);
      if (query !== this.query) return;
      this.conversations = cursor ? [...this.conversations, ...page.conversations] : page.conversations;
      this.cursor = page.next;
      this.draw();
    });
  }

  setCurrent(id) {
    this.current = id;
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.closest?.('.conversation-list [data-talk]')?.getAttribute('data-talk');
    const unfolded = this.list.querySelector('.conversation-actions[open]')?.closest('[data-talk]')?.getAttribute('data-talk');
    if (!this.list.querySelector('form')) {
      this.list.replaceChildren(...this.conversations.map((conversation) => this.buildRow(conversation)));
      const actions = this.list.querySelector(`[data-talk="${CSS.escape(unfolded || '')}"] .conversation-actions`);
      actions?.toggleAttribute('open', true); // the list is drawn anew whenever a turn ends, also under a hand
      // Not into sight: what was opened is being looked at by now.
      const button = focused && this.list.querySelector(`[data-talk="${CSS.escape(focused)}"] button`);
      if (button instanceof HTMLElement) button.focus({ preventScroll: true });
    }
    this.none.hidden = this.conversations.length > 0;
    set(this.none, t(this.search.value.trim() ? 'card.chat.none_found' : 'card.chat.none'));
    this.more.hidden = !this.cursor;
  }

  buildRow(conversation) {
    const { id, title, turns, cover_url: cover } = conversation;
    const count = t(turns === 1 ? 'card.chat.turns_one' : 'card.chat.turns', { count: turns });
    const row = el('li', { 'data-talk': id },
      el('button', {
        type: 'button', class: 'conversation', 'aria-current': id === this.current ? 'true' : null,
        onclick: () => this.open(id),
      }, cover ? el('img', { src: cover, alt: '', loading: 'lazy' }) : el('span', { class: 'no-cover' }),
      el('span', { class: 'conversation-name' }, title), el('span', { class: 'small' }, count)));
    row.append(el('details', { class: 'conversation-actions' },
      el('summary', { 'aria-label': t('card.chat.actions', { title }) }, '⋯'),
      el('div', {},
        quietButton(t('card.chat.rename'), () => this.rename(conversation, row)),
        el('a', { class: 'button-quiet', href: apiUrl(conversationPath(id, '/export')), download: '' }, t('card.chat.export')),
        quietButton(t('card.chat.delete'), () => this.remove(conversation)))));
    return row;
  }

  rename({ id, title }, row) {
    const { form, input } = renameForm(title, (renamed) => {
      if (renamed === null) this.draw();
      else this.attempt(() => patch(conversationPath(id), { title: renamed })).then(() => this.load());
    });
    row.replaceChildren(form);
    input.focus();
    input.select();
  }

  open(id) {
    this.close();
    this.onOpen(id);
  }

  async remove({ id, title }) {
    const pressed = document.activeElement;
    const deleted = await this.attempt(() => request(conversationPath(id), { method: 'DELETE' }));
    if (!deleted) return;
    const undo = actionButton(t('card.chat.undo'), () => this.restore(id));
    this.undoBar.replaceChildren(el('span', {}, t('card.chat.deleted', { title })), undo);
    this.undoBar.hidden = false;
    clearTimeout(this.undoTimer);
    this.undoTimer = setTimeout(() => { this.undoBar.hidden = true; }, UNDO_OFFERED);
    const isLeft = ![pressed, document.body].includes(document.activeElement); // somebody types elsewhere by now
    this.onDeleted(id);
    if (!isLeft) undo.focus({ preventScroll: true });
    await this.load();
  }

  async restore(id) {
    this.undoBar.hidden = true;
    await this.attempt(() => post(conversationPath(id, '/restore'), {}));
    await this.load();
    this.onOpen(id);
  }
}
