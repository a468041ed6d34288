// One picture on the card: the browser itself paints the file while it grows.

import { el, formatBytes, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const AT_ONCE = 2; // growing pictures followed at once by one page: a browser has six connections to a host
const ALT = { growing: 'card.alt.growing', gone: 'card.gone' };
const following = new Set();
const waiting = [];

function next() {
  while (following.size < AT_ONCE && waiting.length) waiting.shift()();
}

function follow(img, url) {
  const start = () => {
    following.add(img);
    img.src = url;
    // Asked for early, the browser ends with the decoder that painted the parts, 0.1 s after the last byte of a
    // 4096×4096 PNG; asked by the screen alone it may begin anew, which takes 0.4 s.
    img.decode().catch(() => {});
  };
  img.dataset.asked = 'yes';
  waiting.push(start);
  next();
}

function leave(img) {
  if (following.delete(img)) next();
}

function load(img, picture) {
  if (img.dataset.asked || picture.gone) return;
  if (picture.state === 'growing') return follow(img, picture.url);
  img.dataset.asked = 'yes';
  img.src = picture.url;
}

// A connection that broke in the middle is asked again; what was delivered is on the server.
function again(img, url) {
  const tries = Number(img.dataset.tries || 0) + 1;
  leave(img);
  if (tries > 5) return;
  img.dataset.tries = tries;
  setTimeout(() => { img.src = `${url}?again=${tries}`; }, 700 * tries);
}

export function image(picture, prompt) {
  // What was done before the page came is loaded when it is scrolled to: twelve 4K pictures are 360 MB.
  const img = el('img', { 'data-picture': picture.id, loading: picture.state === 'done' ? 'lazy' : 'eager' });
  img.addEventListener('load', () => leave(img));
  img.addEventListener('error', () => img.dataset.state !== 'broken' && again(img, picture.url));
  show(img, picture, prompt);
  return img;
}

function show(img, picture, prompt) {
  const state = picture.gone ? 'gone' : picture.state;
  img.dataset.state = state;
  img.alt = t(ALT[state] || 'card.alt', { prompt });
  if (picture.width) {
    img.width = picture.width;
    img.height = picture.height;
  }
  load(img, picture);
}

export function facts(picture) {
  const kind = (picture.mime || '').replace('image/', '').toUpperCase();
  const size = picture.width ? `${picture.width} × ${picture.height}` : '';
  return [size, kind, picture.bytes ? formatBytes(picture.bytes) : ''].filter(Boolean).join(' · ');
}

// Which of two is on show: the picture held to the mask, or the model's own answer.
class Choice {
  constructor(onChange) {
    this.raw = false;
    this.ways = [false, true].map((raw) => el('button', {
      type: 'button', class: 'way', onclick: () => { this.choose(raw); onChange(); },
    }, t(raw ? 'card.raw' : 'card.held')));
    this.root = el('div', { class: 'ways', role: 'group', hidden: true }, ...this.ways);
    this.choose(false);
  }

  choose(raw) {
    this.raw = raw;
    this.ways.forEach((button, place) => button.setAttribute('aria-pressed', String(Boolean(place) === raw)));
  }
}

// A frame stands for one picture that was asked for, from before its first byte to its caption.
export class PictureFrame {
  constructor({ ratio, acts = () => [] }) {
    this.layers = new Map();
    this.canvas = el('div', { class: 'canvas' });
    this.facts = el('span', { class: 'facts' });
    this.choice = new Choice(() => this.update(this.known));
    this.download = el('a', { class: 'act', download: '' }, t('card.download'));
    this.acts = el('div', { class: 'acts' }, this.download, ...acts(this), this.rest());
    this.root = el('figure', { class: 'frame', 'data-still': true }, this.canvas,
      el('figcaption', {}, el('div', { class: 'line' }, this.facts, this.choice.root), this.acts));
    this.shape(ratio);
  }

  // In a narrow frame the other buttons come when asked for.
  rest() {
    const button = el('button', {
      type: 'button', class: 'act rest', 'aria-expanded': 'false', 'aria-label': t('card.rest'),
    }, '⋯');
    button.addEventListener('click', () => {
      button.setAttribute('aria-expanded', String(this.acts.toggleAttribute('data-open')));
    });
    return button;
  }

  shape(ratio) {
    if (ratio && this.ratio !== ratio) {
      this.ratio = ratio;
      this.root.style.setProperty('--ratio', ratio);
    }
  }

  // `picture` is on top; `under` is the last interim one, which shows through where nothing has arrived yet;
  // `held` is the picture laid back into its original outside the mask. `live`: the run goes on.
  update(known) {
    this.known = known;
    const { picture, under, held, live } = known;
    const top = picture || under;
    this.root.dataset.state = top ? top.state : 'empty';
    if (!top) return;
    this.choice.root.hidden = !held;
    this.shown = held && !this.choice.raw ? held : top;
    this.pair = [picture, held].filter(Boolean);
    const beneath = this.stands(this.shown.id) ? [] : [under].filter(Boolean);
    this.stack([...new Set([...beneath, ...this.pair, this.shown])]);
    this.root.toggleAttribute('data-draft', Boolean(this.shown.draft));
    this.root.toggleAttribute('data-still', this.shown.state === 'growing' || Boolean(live && this.shown.draft));
    this.caption(this.shown);
  }

  caption(shown) {
    if (shown.width) this.shape(shown.width / shown.height);
    this.acts.hidden = Boolean(shown.gone);
    const state = shown.gone ? t('card.gone') : shown.state === 'broken' ? t('card.broken') : shown.draft ? t('card.unfinished') : '';
    set(this.facts, [facts(shown), state].filter(Boolean).join(' · '));
    this.download.href = `${shown.url}?download=1`;
  }

  // Whether a picture is complete on the screen.
  stands(id) {
    const img = this.layers.get(id);
    return Boolean(img?.complete && img.naturalWidth);
  }

  stack(wanted) {
    wanted.forEach((one) => {
      if (!this.layers.has(one.id)) {
        const img = image(one, this.known.prompt);
        img.hidden = one !== this.shown && this.pair.includes(one); // then it loads when it is first looked at
        this.layers.set(one.id, img);
        this.canvas.append(img);
      }
      show(this.layers.get(one.id), one, this.known.prompt);
    });
    wanted.filter((one) => one !== this.shown).concat(this.shown).forEach((one, place) => {
      this.layers.get(one.id).style.zIndex = String(place);
    });
    this.layers.get(this.shown.id).hidden = false;
    this.settle(this.shown.id);
  }

  // What lies under the front goes only when that stands complete on the screen, so that nothing flickers.
  settle(front) {
    if (this.shown.id !== front) return; // a newer one came while it was loading: it is not for this one to clear
    if (!this.stands(front)) {
      if (this.awaited !== front) {
        this.layers.get(front).addEventListener('load', () => this.settle(front), { once: true });
      }
      this.awaited = front;
      return;
    }
    const pair = new Set(this.pair.map((one) => one.id));
    for (const [id, other] of this.layers) {
      if (id === front) continue;
      if (pair.has(id)) {
        other.hidden = true;
      } else {
        leave(other);
        other.remove();
        this.layers.delete(id);
      }
    }
  }
}
