// One reference image: from the moment it is chosen to what will be sent of it.
// @ts-check

import {
  actionButton, el, icon, joinSentences, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { thumbnail } from '../lib/thumbnail.js';
import { pictureFacts } from '../run/picture_frame.js';

const BUTTONS = {
  earlier: ICONS.previous, crop: ICONS.crop, replace: ICONS.replace, later: ICONS.next, remove: ICONS.close,
};
let itemCount = 0;

const thumbnailUrl = (picture) => picture.thumb_url || picture.view_url || picture.url;

/**
 * `state` is `waiting`, `sending`, `ready` or `failed`. `act(name, item)` is called for each of its buttons;
 * `keys` is the id of the text that explains the keys.
 */
export class ReferenceItem {
  buttons; act; file; layers; position; over; alone; first; last;
  /** @type {string} */ localUrl; /** @type {HTMLSpanElement} */ blank; /** @type {HTMLSpanElement} */ number;
  /** @type {HTMLSpanElement} */ ring; /** @type {HTMLDivElement} */ face;
  /** @type {HTMLParagraphElement} */ facts; /** @type {HTMLParagraphElement} */ title;
  /** @type {HTMLUListElement} */ changes; /** @type {HTMLParagraphElement} */ problem;
  /** @type {HTMLButtonElement} */ fit; /** @type {HTMLButtonElement} */ retry; /** @type {HTMLLIElement} */ root;
  /** @type {HTMLImageElement} */ img; /** @type {string} */ state; /** @type {string} */ failure;
  /** @type {AbortController} */ controller; /** @type {boolean} */ canRetry; /** @type {boolean} */ fitting;

  /** @param {{file?: any, picture?: any, act: (name: string, item: ReferenceItem) => void, keys?: string}} parts */
  constructor({ file = null, picture = null, act, keys = '' }) {
    Object.assign(this, { file, picture, act, state: picture ? 'ready' : 'waiting', preview: null, failure: '', layers: {} });
    this.name = picture?.name || file?.name || '';
    this.build(keys);
    if (file) this.localUrl = URL.createObjectURL(file);
    this.showThumbnail(file ? this.localUrl : thumbnailUrl(picture));
  }

  build(keys) {
    itemCount += 1;
    const id = `tile-changes-${itemCount}`;
    this.blank = el('span', { class: 'tile-placeholder', 'aria-hidden': 'true' }, this.fileType());
    this.number = el('span', { class: 'tile-number', 'aria-hidden': 'true' });
    this.ring = el('span', { class: 'tile-progress', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100 });
    this.face = el('div', { class: 'tile-image' }, this.blank, this.ring, this.number);
    this.facts = el('p', { class: 'tile-facts' });
    this.title = el('p', { class: 'tile-name', title: this.name }, this.name);
    this.changes = el('ul', { class: 'tile-changes', id, role: 'tooltip' });
    this.badge = el('button', {
      type: 'button', class: 'tile-badge', 'aria-expanded': 'false', 'aria-describedby': id,
      onclick: () => this.unfold(this.badge.getAttribute('aria-expanded') !== 'true'),
      onblur: () => this.unfold(false),
    });
    this.problem = el('p', { class: 'tile-problem' });
    this.fit = el('button', { type: 'button', class: 'button tile-fit', onclick: () => this.requestFit() });
    this.retry = actionButton(t('card.tiles.retry'), () => this.act('retry', this), { class: 'button tile-retry' });
    const { remove, ...moves } = this.buildButtons();
    this.root = el('li', { class: 'tile', tabindex: '-1', 'aria-describedby': keys }, this.face,
      el('div', { class: 'tile-details' }, this.title, this.facts,
        el('div', {}, this.badge, this.changes), this.problem, this.fit, this.retry),
      el('div', { class: 'tile-actions' }, ...Object.values(moves)), remove);
  }

  buildButtons() {
    const isEnabled = (event) => event.currentTarget.getAttribute('aria-disabled') !== 'true';
    const build = (name) => el('button', {
      type: 'button', class: `tile-button tile-${name}`, onclick: (event) => isEnabled(event) && this.act(name, this),
    }, icon(BUTTONS[name]));
    this.buttons = Object.fromEntries(Object.keys(BUTTONS).map((name) => [name, build(name)]));
    return this.buttons;
  }

  fileType() {
    const mime = this.picture?.mime || this.file?.type || '';
    const extension = /\.(\w{1,5})$/.exec(this.name);
    return (extension ? extension[1] : mime.split('/')[1] || '').toUpperCase();
  }

  // What this browser cannot show (HEIC, TIFF) stands as its type until the server's thumbnail is there.
  showThumbnail(url) {
    const img = thumbnail({ draggable: 'false', decoding: 'async' });
    img.addEventListener('load', () => {
      this.img?.remove();
      this.img = img;
      this.face.prepend(img);
      this.blank.hidden = true;
      if (url !== this.localUrl) this.revokeLocalUrl();
    });
    img.addEventListener('error', () => this.picture && url !== this.localUrl && this.checkExistence());
    img.src = url;
  }

  /** Lays a mask or markup, a canvas of the picture's shape, over the thumbnail; null takes it away. */
  showMask(canvas, layer) {
    this.layers[layer]?.remove();
    this.layers[layer] = canvas;
    if (!canvas) return;
    canvas.classList.add('tile-mask');
    this.blank.before(canvas);
  }

  // A picture that was remembered from before may be gone from the server since.
  async checkExistence() {
    const response = await fetch(this.picture.url, { method: 'HEAD' }).catch(() => null);
    if (response?.status === 404 && !this.file) this.fail({ message: t('card.tiles.gone') });
  }

  // A preview from the file itself holds the file's pixels in memory.
  revokeLocalUrl() {
    if (this.localUrl) URL.revokeObjectURL(this.localUrl);
    this.localUrl = '';
  }

  // The upload

  begin() {
    this.state = 'sending';
    this.failure = '';
    this.controller = new AbortController();
    this.draw();
    return { signal: this.controller.signal, progress: (fraction) => this.showProgress(fraction) };
  }

  showProgress(fraction) {
    if (this.state !== 'sending') return;
    const percent = Math.round(fraction * 100);
    const known = fraction > 0 && fraction < 1;
    this.ring.style.setProperty('--part', `${percent}%`);
    this.ring.toggleAttribute('data-turning', !known);
    if (known) this.ring.setAttribute('aria-valuenow', String(percent));
    else this.ring.removeAttribute('aria-valuenow');
    const key = fraction >= 1 ? 'checking' : known ? 'sending' : 'starting';
    set(this.facts, t(`card.tiles.${key}`, { percent }));
  }

  complete(picture) {
    this.state = 'ready';
    this.picture = picture;
    this.showThumbnail(thumbnailUrl(picture));
  }

  fail(error) {
    this.state = 'failed';
    this.failure = joinSentences(error.message, error.advice);
    this.canRetry = Boolean(this.file) && !error.isFinal;
    this.act('failed', this);
  }

  /** Ends its upload and lets its memory go. */
  dispose() {
    this.controller?.abort();
    this.revokeLocalUrl();
  }

  // What is shown

  unfold(open) {
    this.badge.setAttribute('aria-expanded', String(open));
  }

  // One press of "fit" is enough until the preview says what came of it.
  requestFit() {
    if (this.fitting) return;
    this.fitting = true;
    this.draw();
    this.act('fit', this);
  }

  /** Sets what will be sent of it: {mime, width, height, bytes, changes, problem, fit}. */
  setPreview(preview) {
    this.preview = preview;
    this.fitting = false;
  }

  get label() {
    return this.position ? t('card.tiles.one', { number: this.position }) : this.name || t('card.tiles.unnamed');
  }

  /**
   * `position` is the number of the picture as it is sent; one that failed is not sent and has none. `over`: more than
   * the model takes. `alone`, `first`, `last`: in the list.
   */
  draw(changes = {}) {
    Object.assign(this, changes);
    const { root, state, position, over, alone } = this;
    const preview = state === 'ready' ? this.preview : null;
    const problem = this.failure || preview?.problem || '';
    root.dataset.state = state;
    root.dataset.id = this.picture?.id || '';
    root.toggleAttribute('data-wide', alone || Boolean(problem));
    root.toggleAttribute('data-over', over);
    root.toggleAttribute('data-trouble', Boolean(problem));
    root.setAttribute('aria-label', [position ? t('card.tiles.picture', { number: position }) : '', this.name,
      over ? t('card.tiles.over') : ''].filter(Boolean).join(', '));
    set(this.number, position ? String(position) : '!');
    this.ring.hidden = state !== 'waiting' && state !== 'sending';
    this.ring.setAttribute('aria-label', t('card.tiles.bringing', { what: this.label }));
    if (state === 'ready') this.drawFacts(pictureFacts(preview || this.picture));
    else if (state === 'waiting') set(this.facts, t('card.tiles.waiting'));
    else if (state === 'failed') set(this.facts, '');
    this.drawPreview(preview, problem);
    this.drawButtons();
  }

  // Where there is little room the pixels stand on one line and the rest on another.
  drawFacts(text) {
    if (text === this.facts.textContent) return;
    const [size, ...rest] = text.split(' · ');
    this.facts.replaceChildren(el('span', {}, size), el('span', { class: 'tile-dot' }, ' · '),
      el('span', {}, rest.join(' · ')));
  }

  drawPreview(preview, problem) {
    const changes = preview?.changes || [];
    this.badge.hidden = !changes.length;
    set(this.badge, preview?.label || '');
    if (changes.join('\n') !== this.changeKey) {
      this.changeKey = changes.join('\n');
      this.changes.replaceChildren(...changes.map((sentence) => el('li', {}, sentence)));
    }
    set(this.problem, problem);
    this.problem.hidden = !problem;
    this.fit.hidden = !(preview?.problem && preview.fit);
    this.fit.setAttribute('aria-disabled', String(Boolean(this.fitting)));
    set(this.fit, t(this.fitting ? 'card.tiles.fitting' : 'card.tiles.fit'));
    this.retry.hidden = !(this.state === 'failed' && this.canRetry);
  }

  drawButtons() {
    for (const [name, button] of Object.entries(this.buttons)) {
      const label = t(`card.tiles.${name}`, { what: this.label });
      button.setAttribute('aria-label', label);
      button.title = label;
    }
    const { earlier, later, crop } = this.buttons;
    crop.hidden = this.state !== 'ready';
    earlier.hidden = this.alone;
    later.hidden = this.alone;
    // A button that is really disabled would drop the focus.
    earlier.setAttribute('aria-disabled', String(this.first));
    later.setAttribute('aria-disabled', String(this.last));
  }

  // Tab reaches one item and what is on it; the arrow keys go from item to item.
  setCurrent(current) {
    this.root.tabIndex = current ? 0 : -1;
    this.root.querySelectorAll('button').forEach((button) => { button.tabIndex = current ? 0 : -1; });
  }
}
