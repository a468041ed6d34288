// The visitor's conversations: listed, searched, renamed, deleted with a way back, exported.

import { patch as patchApi, post, request } from '../lib/api_client.js';
import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const SETTLED = 250; // ms after the last key at which is searched
const UNDO = 10_000; // ms for which a deletion is offered to be taken back

export const at = (id, more = '') => `/api/conversations/${encodeURIComponent(id)}${more}`;
export const patch = (id, fields) => patchApi(at(id), fields);

const WIDE = matchMedia('(width >= 900px)');

export class ConversationList {
  // `onOpen(id)` opens one, `onNew()` begins anew, `onGone(id)` hears of a deletion.
  constructor({ onOpen, onNew, onGone }) {
    Object.assign(this, { onOpen, onGone, known: [], cursor: '', open: '' });
    this.search = el('input', { type: 'search', placeholder: t('card.chat.search'), 'aria-label': t('card.chat.search') });
    this.search.addEventListener('input', () => this.soon(SETTLED));
    this.list = el('ul', { class: 'talks-list' });
    this.none = el('p', { class: 'small' });
    this.more = el('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => this.load(this.cursor) },
      t('card.chat.more'));
    this.undoing = el('div', { class: 'talks-undo', role: 'status', hidden: true });
    this.failed = el('p', { class: 'mishap', role: 'alert', hidden: true });
    this.fold = el('details', { class: 'talks-fold', open: WIDE.matches },
      el('summary', {}, t('card.chat.list')), this.search, this.list, this.none, this.more);
    this.root = el('section', { class: 'talks', 'aria-label': t('card.chat.list') },
      el('button', { type: 'button', class: 'act new-talk', onclick: () => onNew() }, t('card.chat.new')),
      this.fold, this.undoing, this.failed);
    this.load();
  }

  soon(pause = 300) {
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
    const asked = this.asked = Symbol('asked');
    return this.attempt(async () => {
      const wanted = new URLSearchParams({ search: this.search.value.trim(), cursor });
      const page = await request(`/api/conversations?${wanted}`);
      if (asked !== this.asked) return;
      this.known = cursor ? [...this.known, ...page.conversations] : page.conversations;
      this.cursor = page.next;
      this.draw();
    });
  }

  show(id) {
    this.open = id;
    this.draw();
  }

  draw() {
    const held = document.activeElement?.closest?.('.talks-list [data-talk]')?.dataset.talk;
    const unfolded = this.list.querySelector('.talk-acts[open]')?.closest('[data-talk]').dataset.talk;
    if (!this.list.querySelector('form')) {
      this.list.replaceChildren(...this.known.map((talk) => this.row(talk)));
      const acts = this.list.querySelector(`[data-talk="${CSS.escape(unfolded || '')}"] .talk-acts`);
      if (acts) acts.open = true; // the list is drawn anew whenever a turn ends, also under a hand
      // Not into sight: what was opened is being looked at by now.
      if (held) this.list.querySelector(`[data-talk="${CSS.escape(held)}"] button`)?.focus({ preventScroll: true });
    }
    this.none.hidden = this.known.length > 0;
    set(this.none, t(this.search.value.trim() ? 'card.chat.none_found' : 'card.chat.none'));
    this.more.hidden = !this.cursor;
  }

  row(talk) {
    const count = t(talk.turns === 1 ? 'card.chat.turns_one' : 'card.chat.turns', { count: talk.turns });
    const face = talk.cover_url ? el('img', { src: talk.cover_url, alt: '', loading: 'lazy' }) : el('span', { class: 'no-cover' });
    const row = el('li', { 'data-talk': talk.id },
      el('button', {
        type: 'button', class: 'talk', 'aria-current': talk.id === this.open ? 'true' : null,
        onclick: () => this.turnTo(talk),
      }, face, el('span', { class: 'talk-name' }, talk.title), el('span', { class: 'small' }, count)));
    const acts = el('details', { class: 'talk-acts' },
      el('summary', { 'aria-label': t('card.chat.actions', { title: talk.title }) }, '⋯'),
      el('div', {},
        el('button', { type: 'button', class: 'quiet', onclick: () => this.rename(talk, row) }, t('card.chat.rename')),
        el('a', { class: 'quiet', href: at(talk.id, '/export'), download: '' }, t('card.chat.export')),
        el('button', { type: 'button', class: 'quiet', onclick: () => this.remove(talk) }, t('card.chat.delete'))));
    row.append(acts);
    return row;
  }

  rename(talk, row) {
    const input = el('input', { type: 'text', value: talk.title, maxlength: 200, 'aria-label': t('card.chat.name') });
    const form = el('form', { class: 'talk-rename' }, input);
    let over = false;
    const close = (keep) => {
      if (over) return;
      over = true;
      form.remove();
      if (keep && input.value.trim() !== talk.title) {
        this.attempt(() => patch(talk.id, { title: input.value })).then(() => this.load());
      } else this.draw();
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      close(true);
    });
    input.addEventListener('blur', () => close(true));
    input.addEventListener('keydown', (event) => event.key === 'Escape' && close(false));
    row.replaceChildren(form);
    input.focus();
    input.select();
  }

  // Where there is no room beside it the list makes way for what is opened.
  turnTo(talk) {
    this.fold.open = WIDE.matches;
    this.onOpen(talk.id);
  }

  async remove(talk) {
    const gone = await this.attempt(() => request(at(talk.id), { method: 'DELETE' }));
    if (!gone) return;
    const back = el('button', { type: 'button', class: 'act', onclick: () => this.restore(talk) }, t('card.chat.undo'));
    this.undoing.replaceChildren(el('span', {}, t('card.chat.deleted', { title: talk.title })), back);
    this.undoing.hidden = false;
    clearTimeout(this.undone);
    this.undone = setTimeout(() => { this.undoing.hidden = true; }, UNDO);
    this.onGone(talk.id);
    await this.load();
    back.focus({ preventScroll: true });
  }

  async restore(talk) {
    this.undoing.hidden = true;
    await this.attempt(() => post(at(talk.id, '/restore'), {}));
    await this.load();
    this.onOpen(talk.id);
  }
}
