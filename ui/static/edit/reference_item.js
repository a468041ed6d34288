// One picture that a person brings: from the moment it is chosen to what will be sent of it.

import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { facts } from '../run/picture_frame.js';

export const ICONS = {
  remove: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  earlier: 'M14.5 6l-6 6 6 6',
  later: 'M9.5 6l6 6-6 6',
  replace: 'M5 10a7.3 7.3 0 0 1 13.3-2M19 4v4.5h-4.5M19 14a7.3 7.3 0 0 1-13.3 2M5 20v-4.5h4.5',
  add: 'M12 5v14M5 12h14',
};
let counted = 0;

const thumb = (picture) => picture.thumb_url || picture.view_url || picture.url;

// A picture, or a mask painted for the picture of that id. `fetch` cannot tell how far an upload is.
export function upload(file, { signal, progress = () => {}, mask = '' } = {}) {
  const form = new FormData();
  form.append(mask ? 'mask' : 'image', file, file.name || (mask ? 'mask.png' : 'picture'));
  if (mask) form.append('picture', mask);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const lost = () => fail(new Error(t('card.tiles.lost')));
    request.open('POST', '/api/references');
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => {
      const body = answered(request);
      if (request.status < 300 && body) return done(body);
      const { error } = body || {};
      const message = error?.message || t('card.tiles.refused', { status: request.status });
      return fail(Object.assign(new Error(message), error));
    };
    Object.assign(request, { onerror: lost, onabort: lost });
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

// A proxy that refuses an upload answers with a page of its own.
function answered(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

export class ReferenceItem {
  constructor({ file = null, picture = null, act, keys = '' }) {
    Object.assign(this, { file, picture, act, state: picture ? 'ready' : 'waiting', sheet: null, failure: '' });
    this.name = picture?.name || file?.name || '';
    this.build(keys);
    if (file) this.local = URL.createObjectURL(file);
    this.look(file ? this.local : thumb(picture));
  }

  build(keys) {
    counted += 1;
    const id = `tile-changes-${counted}`;
    this.blank = el('span', { class: 'tile-blank', 'aria-hidden': 'true' }, this.kind());
    this.number = el('span', { class: 'tile-number', 'aria-hidden': 'true' });
    this.ring = el('span', { class: 'tile-ring', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 });
    this.face = el('div', { class: 'tile-face' }, this.blank, this.ring, this.number);
    this.facts = el('p', { class: 'tile-facts' });
    this.title = el('p', { class: 'tile-name', title: this.name }, this.name);
    this.changes = el('ul', { class: 'tile-changes', id, role: 'tooltip' });
    this.badge = el('button', {
      type: 'button', class: 'tile-badge', 'aria-expanded': 'false', 'aria-describedby': id,
      onclick: () => this.unfold(this.badge.getAttribute('aria-expanded') !== 'true'),
      onblur: () => this.unfold(false),
    }, t('card.tiles.changed'));
    this.problem = el('p', { class: 'tile-problem' });
    this.fit = el('button', { type: 'button', class: 'act tile-fit', onclick: () => this.press('fit') });
    this.retry = el('button', { type: 'button', class: 'act tile-retry', onclick: () => this.act('retry', this) },
      t('card.tiles.retry'));
    const { remove, ...moves } = this.makeButtons();
    this.root = el('li', { class: 'tile', tabindex: '-1', 'aria-describedby': keys }, this.face,
      el('div', { class: 'tile-about' }, this.title, this.facts,
        el('div', {}, this.badge, this.changes), this.problem, this.fit, this.retry),
      el('div', { class: 'tile-acts' }, ...Object.values(moves)), remove);
  }

  makeButtons() {
    const usable = (event) => event.currentTarget.getAttribute('aria-disabled') !== 'true';
    const make = (name) => el('button', {
      type: 'button', class: `tile-button tile-${name}`, onclick: (event) => usable(event) && this.act(name, this),
    }, icon(ICONS[name]));
    this.buttons = Object.fromEntries(['earlier', 'replace', 'later', 'remove'].map((name) => [name, make(name)]));
    return this.buttons;
  }

  kind() {
    const mime = this.picture?.mime || this.file?.type || '';
    const end = /\.(\w{1,5})$/.exec(this.name);
    return (end ? end[1] : mime.split('/')[1] || '').toUpperCase();
  }

  // What this browser cannot show (HEIC, TIFF) stands as its kind until the server's thumbnail is there.
  look(url) {
    const img = el('img', { alt: '', draggable: 'false', decoding: 'async' });
    img.addEventListener('load', () => {
      this.img?.remove();
      this.img = img;
      this.face.prepend(img);
      this.blank.hidden = true;
      if (url !== this.local) this.forget();
    });
    img.addEventListener('error', () => this.picture && url !== this.local && this.missed());
    img.src = url;
  }

  // A picture that was remembered from before may be gone from the server since.
  async missed() {
    const answer = await fetch(this.picture.url, { method: 'HEAD' }).catch(() => null);
    if (answer?.status === 404 && !this.file) this.fail({ message: t('card.tiles.gone') });
  }

  // A preview from the file itself holds the file's pixels in memory.
  forget() {
    if (this.local) URL.revokeObjectURL(this.local);
    this.local = '';
  }

  begin() {
    this.state = 'sending';
    this.failure = '';
    this.line = new AbortController();
    this.draw();
    return { signal: this.line.signal, progress: (part) => this.progress(part) };
  }

  progress(part) {
    if (this.state !== 'sending') return;
    const percent = Math.round(part * 100);
    const known = part > 0 && part < 1;
    this.ring.style.setProperty('--part', `${percent}%`);
    this.ring.toggleAttribute('data-turning', !known);
    if (known) this.ring.setAttribute('aria-valuenow', String(percent));
    else this.ring.removeAttribute('aria-valuenow');
    const key = part >= 1 ? 'checking' : known ? 'sending' : 'starting';
    set(this.facts, t(`card.tiles.${key}`, { percent }));
  }

  done(picture) {
    this.state = 'ready';
    this.picture = picture;
    this.look(thumb(picture));
  }

  fail(error) {
    this.state = 'failed';
    this.failure = [error.message, error.advice].filter(Boolean).join(' ');
    this.act('failed', this);
  }

  drop() {
    this.line?.abort();
    this.forget();
  }

  unfold(open) {
    this.badge.setAttribute('aria-expanded', String(open));
  }

  // One press of "fit" is enough until the sheet says what came of it.
  press(name) {
    if (this.fitting) return;
    this.fitting = true;
    this.draw();
    this.act(name, this);
  }

  show(sheet) {
    this.sheet = sheet;
    this.fitting = false;
  }

  get what() {
    return this.place ? t('card.tiles.one', { number: this.place }) : this.name || t('card.tiles.unnamed');
  }

  // `place` is the number of the picture as it is sent; one that failed is not sent and has none.
  draw(about = {}) {
    Object.assign(this, about);
    const { root, state, place, over, alone } = this;
    const sheet = state === 'ready' ? this.sheet : null;
    const trouble = this.failure || sheet?.problem || '';
    root.dataset.state = state;
    root.dataset.id = this.picture?.id || '';
    root.toggleAttribute('data-wide', alone || Boolean(trouble));
    root.toggleAttribute('data-over', over);
    root.toggleAttribute('data-trouble', Boolean(trouble));
    root.setAttribute('aria-label', [place ? t('card.tiles.picture', { number: place }) : '', this.name,
      over ? t('card.tiles.over') : ''].filter(Boolean).join(', '));
    set(this.number, place ? String(place) : '!');
    this.ring.hidden = state !== 'waiting' && state !== 'sending';
    this.ring.setAttribute('aria-label', t('card.tiles.bringing', { what: this.what }));
    if (state === 'ready') this.measure(facts(sheet || this.picture));
    else if (state === 'waiting') set(this.facts, t('card.tiles.waiting'));
    else if (state === 'failed') set(this.facts, '');
    this.drawSheet(sheet, trouble);
    this.drawButtons();
  }

  // Where there is little room the pixels stand on one line and the rest on another.
  measure(words) {
    if (words === this.facts.textContent) return;
    const [size, ...rest] = words.split(' · ');
    this.facts.replaceChildren(el('span', {}, size), el('span', { class: 'tile-dot' }, ' · '),
      el('span', {}, rest.join(' · ')));
  }

  drawSheet(sheet, trouble) {
    const changes = sheet?.changes || [];
    this.badge.hidden = !changes.length;
    if (changes.join('\n') !== this.changed) {
      this.changed = changes.join('\n');
      this.changes.replaceChildren(...changes.map((sentence) => el('li', {}, sentence)));
    }
    set(this.problem, trouble);
    this.problem.hidden = !trouble;
    this.fit.hidden = !(sheet?.problem && sheet.fit);
    this.fit.setAttribute('aria-disabled', String(Boolean(this.fitting)));
    set(this.fit, t(this.fitting ? 'card.tiles.fitting' : 'card.tiles.fit'));
    this.retry.hidden = !(this.state === 'failed' && this.file);
  }

  drawButtons() {
    for (const [name, button] of Object.entries(this.buttons)) {
      const label = t(`card.tiles.${name}`, { what: this.what });
      button.setAttribute('aria-label', label);
      button.title = label;
    }
    const { earlier, later } = this.buttons;
    earlier.hidden = this.alone;
    later.hidden = this.alone;
    // A button that is really disabled would drop the focus.
    earlier.setAttribute('aria-disabled', String(this.first));
    later.setAttribute('aria-disabled', String(this.last));
  }

  // Tab reaches one tile and what is on it; the arrow keys go from tile to tile.
  enter(current) {
    this.root.tabIndex = current ? 0 : -1;
    this.root.querySelectorAll('button').forEach((button) => { button.tabIndex = current ? 0 : -1; });
  }
}
