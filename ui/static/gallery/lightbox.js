// A picture large: by arrow keys to the next one, down to its pixels, with all that can be done with it.

import { request } from '../lib/api_client.js';
import { copyText, el, pageRoot, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { fetchRun, repeatRun } from '../lib/run_client.js';
import { runStore } from '../lib/run_store.js';
import { formOf } from '../lib/tabs.js';
import { ofRun } from '../form/restore.js';
import { facts } from '../run/picture_frame.js';
import { varied } from '../run/run_card.js';

function act(words, onclick, more = {}) {
  return el('button', { type: 'button', class: 'act', onclick, ...more }, words);
}

function copying(text) {
  const button = act(t('card.viewer.copy'), async () => {
    await copyText(text);
    set(button, t('card.viewer.copied'));
    setTimeout(() => set(button, t('card.viewer.copy')), 1500);
  });
  return button;
}

function code(title, text) {
  return text && el('details', {}, el('summary', {}, t(title)), el('pre', {}, text), copying(text));
}

function asked({ aspect_ratio: ratio, resolution, size, count, options }) {
  const chosen = Object.entries(options || {}).map(([name, value]) => `${name} ${value}`);
  return [ratio, resolution, size, count > 1 ? `× ${count}` : '', ...chosen].filter(Boolean).join(' · ') || '–';
}

function timeline({ sent, ...later }) {
  if (!sent) return '';
  const names = ['first_byte', 'first_pixel', 'last_byte', 'ended'].filter((name) => later[name]);
  const at = (name) => `${t(`card.viewer.time.${name}`)} ${t('card.viewer.seconds', { seconds: (later[name] - sent).toFixed(1) })}`;
  return [`${t('card.viewer.time.sent')} ${new Date(sent * 1000).toLocaleString()}`, ...names.map(at)].join(' · ');
}

export class Lightbox {
  // `at(place)` gives the item there or null, `more()` loads further ones, `on` are what the gallery does itself.
  constructor({ at, more, on }) {
    Object.assign(this, { at, more, on, place: 0 });
    this.image = el('img', { class: 'viewer-picture', alt: '', draggable: 'false' });
    this.wall = el('div', { class: 'viewer-wall', tabindex: '0', 'aria-label': t('card.viewer.zoom'), onclick: (event) => this.zoom(event) }, this.image);
    this.side = el('aside', { class: 'viewer-side' });
    const step = (by, sign, words) => el('button', {
      type: 'button', class: 'viewer-step', 'aria-label': t(words), onclick: () => this.step(by),
    }, sign);
    [this.back, this.on_] = [step(-1, '‹', 'card.viewer.before'), step(1, '›', 'card.viewer.after')];
    this.dialog = el('dialog', { class: 'viewer', 'aria-label': t('card.viewer.title') },
      el('div', { class: 'viewer-stage' }, this.wall, this.back, this.on_), this.side,
      el('button', { type: 'button', class: 'viewer-close', 'aria-label': t('card.viewer.close'), onclick: () => this.dialog.close() }, '×'));
    this.dialog.addEventListener('keydown', (event) => this.key(event));
    this.dialog.addEventListener('close', () => this.on.closed(this.place));
  }

  open(place) {
    if (!this.dialog.isConnected) pageRoot().append(this.dialog);
    if (!this.dialog.open) this.dialog.showModal();
    this.show(place);
    this.wall.focus();
  }

  show(place) {
    const item = this.at(place);
    if (!item) return this.dialog.close();
    this.place = place;
    this.item = item;
    this.wall.removeAttribute('data-pixels');
    const { picture } = item;
    this.image.removeAttribute('src'); // the one before must not stand under this one's words
    Object.assign(this.image, { width: picture.width, height: picture.height, alt: item.prompt });
    this.image.style.setProperty('--thumb', `url("${picture.thumb_url}")`);
    this.image.dataset.picture = picture.id;
    this.image.dataset.state = 'done';
    this.image.src = picture.url;
    this.back.disabled = !this.at(place - 1);
    this.on_.disabled = !this.at(place + 1);
    return this.tell(item);
  }

  async step(by) {
    if (by > 0 && !this.at(this.place + 1)) await this.more();
    if (this.at(this.place + by)) this.show(this.place + by);
  }

  // To its own pixels, one for one of the screen's, at the place that was pressed; and back.
  zoom(event) {
    const { image, wall } = this;
    const box = image.getBoundingClientRect();
    const [x, y] = event.clientX ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] : [0.5, 0.5];
    const close = wall.toggleAttribute('data-pixels');
    image.style.setProperty('--pixels', `${this.item.picture.width / devicePixelRatio}px`);
    if (!close) return;
    wall.scrollLeft = x * image.offsetWidth - wall.clientWidth / 2;
    wall.scrollTop = y * image.offsetHeight - wall.clientHeight / 2;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
    const keys = {
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), z: () => this.zoom({}),
      f: () => this.on.favourite(this.item), Delete: () => this.on.remove(this.item),
    };
    if (this.wall.hasAttribute('data-pixels') && event.key.startsWith('Arrow')) return; // then they move the picture
    const work = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!work) return;
    event.preventDefault();
    work();
  }

  tell(item) {
    const { picture } = item;
    const model = `${item.gateway_name || item.gateway} · ${item.model}`;
    this.star = act(t(item.favourite ? 'card.gallery.unfavourite' : 'card.gallery.favourite'), () => this.on.favourite(item),
      { 'aria-pressed': String(item.favourite) });
    this.record = el('details', { class: 'viewer-record' }, el('summary', {}, t('card.viewer.record')), el('div', {}));
    this.record.addEventListener('toggle', () => this.record.open && this.fill(item, this.record.lastChild));
    this.failed = el('p', { class: 'mishap', role: 'alert', hidden: true });
    this.side.replaceChildren(
      el('p', { class: 'viewer-prompt' }, item.prompt),
      el('p', { class: 'small' }, `${facts(picture)} · ${new Date(item.created * 1000).toLocaleString()}`),
      el('div', { class: 'about' }, el('span', { class: 'chip' }, model),
        item.by_rule ? el('span', { class: 'chip demo' }, t('card.demo')) : ''),
      el('div', { class: 'acts' },
        el('a', { class: 'act', href: `${picture.url}?download=1`, download: '' }, t('card.download')),
        el('a', { class: 'act', href: `${picture.url}?download=recipe`, download: '' }, t('card.viewer.recipe')),
        this.star,
        act(t('card.edit'), () => this.leave(() => formOf('edit').bring(picture, { alone: true }))),
        act(t('card.reference'), () => this.leave(() => formOf('edit').bring(picture, { alone: false }))),
        act(t('card.chat.continue'), () => this.leave(async () => formOf('chat').begin(await this.run(item), picture))),
        act(t('card.chat.add'), () => this.leave(() => formOf('chat').attach(picture))),
        act(t('card.again'), (event) => this.again(item, event.target)),
        act(t('card.viewer.vary'), () => this.leave(async () => ofRun(await this.run(item)))),
        act(t('card.copy'), () => copyText(item.prompt)),
        act(t('card.gallery.delete'), () => this.on.remove(item))),
      this.failed, this.record, el('p', { class: 'small keys' }, t('card.viewer.keys')));
  }

  async attempt(work) {
    this.failed.hidden = true;
    try {
      return await work();
    } catch (error) {
      set(this.failed, t('card.gallery.trouble', { said: error.message }));
      this.failed.hidden = false;
      return undefined;
    }
  }

  leave(work) {
    return this.attempt(async () => {
      await work();
      this.dialog.close();
    });
  }

  async run(item) {
    if (!runStore.get(item.run)) await fetchRun(item.run);
    return runStore.get(item.run);
  }

  // A button that costs money is dead until its answer came, and for a while after that.
  again(item, button) {
    button.disabled = true;
    return this.attempt(async () => {
      const run = await this.run(item);
      const made = await repeatRun(run, { count: 1, options: varied(run) });
      this.dialog.close();
      this.on.made(made);
    }).finally(() => setTimeout(() => { button.disabled = false; }, 1200));
  }

  fill(item, room) {
    if (room.childElementCount) return undefined;
    return this.attempt(async () => {
      const told = await request(`/api/runs/${encodeURIComponent(item.run)}/record`);
      const { sent, timeline: times, delivered } = told;
      room.replaceChildren(
        el('p', {}, `${t('card.viewer.asked')}: ${asked(told.asked)}`),
        el('p', {}, `${t('card.viewer.delivered')}: ${facts(item.picture)}`, delivered?.model ? ` · ${delivered.model}` : ''),
        el('p', { class: 'small' }, timeline(times || {})),
        ...(sent?.curl ? [code('card.viewer.curl', sent.curl), code('card.viewer.sdk', sent.sdk)]
          : [el('p', { class: 'small' }, t('card.viewer.nothing_sent'))]),
        el('a', { class: 'act', href: `/api/runs/${encodeURIComponent(item.run)}/helpdesk`, download: '' }, t('card.viewer.helpdesk')));
    });
  }
}
