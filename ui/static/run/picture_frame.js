// Frame of one picture: the browser itself paints the file while it grows.
// @ts-check

import { isOffline } from '../lib/connection.js';
import { el, formatBytes, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { loadGrowing, loadWhole, release } from './growing_images.js';
import { OriginalOverlay } from './original_overlay.js';
import { haveSameShape } from './original_placement.js';
import {
  PlaySwitch, drawnUrl, isWithheld, shownUrl, waitsForWhole,
} from './picture_display.js';

const MAX_TRIES = 5;
const ALT_TEXTS = { growing: 'card.alt.growing', gone: 'card.gone' };

const latest = new WeakMap(); // the picture that an image shows, as it is now
const lost = new Set(); // images that are not asked for again before the server is reached again

document.addEventListener('easel-offline', () => {
  if (isOffline()) return;
  const images = [...lost];
  lost.clear();
  for (const img of images) {
    delete img.dataset.tries;
    if (['growing', 'done'].includes(img.dataset.state)) retryImage(img);
  }
});

function loadImage(img, picture) {
  if (picture.gone || waitsForWhole(picture)) return;
  if (picture.state === 'broken') img.dataset.broke = '';
  // What broke off may come whole when its answer is read again; from one address a document loads an image once.
  const isMended = picture.state === 'done' && 'broke' in img.dataset;
  const url = shownUrl(picture) + (isMended ? '?whole' : '');
  if (img.dataset.asked) {
    if (picture.state !== 'growing') loadWhole(img);
    if (img.dataset.asked === url) return;
  }
  img.dataset.asked = url;
  if (picture.state === 'growing') {
    loadGrowing(img, url);
  } else {
    img.src = url;
  }
}

// A connection that broke in the middle is asked again; what was delivered is on the server.
function retryImage(img) {
  const url = drawnUrl(latest.get(img));
  const tries = Number(img.dataset.tries || 0) + 1;
  release(img);
  if (tries > MAX_TRIES) {
    lost.add(img);
    return;
  }
  img.dataset.tries = tries;
  img.toggleAttribute('data-retrying', true);
  const again = `${url}?again=${tries}`;
  setTimeout(() => {
    img.removeAttribute('data-retrying');
    if (img.dataset.state === 'growing') {
      loadGrowing(img, again);
    } else {
      img.src = again;
    }
  }, 700 * tries);
}

function createImage(picture, prompt) {
  // What was done before the page came is loaded when it is scrolled to: twelve 4K pictures are 360 MB.
  const img = el('img', { 'data-picture': picture.id, loading: picture.state === 'done' ? 'lazy' : 'eager' });
  img.addEventListener('load', () => {
    release(img);
    delete img.dataset.tries;
  });
  img.addEventListener('error', () => img.dataset.state !== 'broken' && retryImage(img));
  updateImage(img, picture, prompt);
  return img;
}

function updateImage(img, picture, prompt) {
  const state = picture.gone ? 'gone' : picture.state;
  latest.set(img, picture);
  img.dataset.state = state;
  img.alt = pictureAlt(picture, prompt);
  if (picture.width) {
    img.width = picture.width;
    img.height = picture.height;
  }
  if (picture.gone) {
    img.removeAttribute('src');
    delete img.dataset.asked;
  }
  loadImage(img, picture);
}

/** A picture for those who do not see it: what was asked for, and its pixels once they are known. */
export function pictureAlt({ gone, state, width, height }, prompt) {
  const key = ALT_TEXTS[gone ? 'gone' : state];
  if (key) return t(key, { prompt });
  return width ? t('card.alt', { prompt, width, height }) : prompt;
}

/** A picture's pixels, format and size in one line. */
export function pictureFacts(picture) {
  const format = (picture.mime || '').replace('image/', '').replace('+xml', '').toUpperCase();
  const size = picture.width ? `${picture.width} × ${picture.height}` : '';
  return [size, format, picture.bytes ? formatBytes(picture.bytes) : ''].filter(Boolean).join(' · ');
}

// Which of two is on show: the picture that was made of the answer, or the model's own answer.
class RawSwitch {
  constructor(onChange) {
    this.raw = false;
    this.buttons = [false, true].map((raw) => el('button', {
      type: 'button', class: 'toggle', onclick: () => { this.choose(raw); onChange(); },
    }, t(raw ? 'card.raw' : 'card.held')));
    this.root = el('div', { class: 'toggle-group', role: 'group', hidden: true }, ...this.buttons);
    this.choose(false);
  }

  /** Follows the picture that was made of the answer, and says what it is; `expanded`: it lies around its original. */
  show(composite, expanded) {
    this.root.hidden = !composite;
    const label = expanded ? 'card.expanded' : 'card.held';
    if (composite) set(this.buttons[0], t(composite.kind === 'cutout' ? 'card.cutout' : label));
  }

  choose(raw) {
    this.raw = raw;
    this.buttons.forEach((button, index) => button.setAttribute('aria-pressed', String(Boolean(index) === raw)));
  }
}

/** The frame of one picture that was asked for, from before its first byte to its caption. */
export class PictureFrame {
  /** @type {any[]} */ pair;

  /**
   * @param {{
   *   ratio: number,
   *   actions?: (frame: PictureFrame) => {root: HTMLElement, update: () => void} | null,
   *   onOpen?: ((frame: PictureFrame) => void) | null,
   * }} parts `actions` makes the row of actions; `onOpen` hears of a press on the picture
   */
  constructor({ ratio, actions = () => null, onOpen = null }) {
    this.images = new Map(); // by picture id, one over the other
    this.canvas = el('div', { class: 'canvas' });
    this.onOpen = onOpen;
    if (onOpen) this.listen();
    this.facts = el('span', { class: 'facts' });
    this.rawSwitch = new RawSwitch(() => this.update(this.content));
    this.playSwitch = new PlaySwitch(() => this.update(this.content));
    this.actions = actions(this);
    this.actionBar = this.actions?.root ?? el('div', { class: 'actions' });
    this.overlay = new OriginalOverlay();
    this.root = el('figure', { class: 'frame', 'data-still': true }, this.canvas, this.overlay.root,
      el('figcaption', {}, el('div', { class: 'line' }, this.facts, this.playSwitch.root, this.rawSwitch.root), this.actionBar));
    this.setRatio(ratio);
  }

  listen() {
    const { canvas } = this;
    // The second half of a double click may fall on a picture that has just come under the pointer.
    canvas.addEventListener('click', ({ detail }) => detail < 2 && this.isOpenable && this.onOpen?.(this));
    canvas.addEventListener('keydown', (event) => {
      if (!this.isOpenable || !['Enter', ' '].includes(event.key)) return;
      event.preventDefault();
      this.onOpen?.(this);
    });
  }

  /** Whether the picture is whole, so that it can be looked at large. */
  get isOpenable() {
    return Boolean(this.onOpen && this.shown?.state === 'done' && !this.shown.gone && !this.root.hasAttribute('data-still'));
  }

  setRatio(ratio) {
    if (ratio && this.ratio !== ratio) {
      this.ratio = ratio;
      this.root.style.setProperty('--ratio', ratio);
    }
  }

  /**
   * Shows `picture`; `under` is the last interim one, which shows through where nothing has arrived yet; `composite` is
   * the picture that was made of it: held to its mask, cut out, or, where `expanded`, in what is new around it;
   * `originalOf(shown)` is the canvas of what was edited with its place there, null where nothing was. `live`: the run
   * goes on.
   */
  update(content) {
    this.content = content;
    const {
      picture, under, composite, live, expanded,
    } = content;
    const top = picture || under;
    this.root.dataset.state = top ? top.state : 'empty';
    if (!top) return;
    this.rawSwitch.show(composite, expanded);
    this.shown = composite && !this.rawSwitch.raw ? composite : top;
    this.pair = [picture, composite].filter(Boolean);
    const beneath = this.isComplete(this.shown.id) ? [] : [under].filter(Boolean);
    this.stack([...new Set([...beneath, ...this.pair, this.shown])]);
    this.root.toggleAttribute('data-draft', Boolean(this.shown.draft));
    this.root.toggleAttribute('data-still', this.shown.state === 'growing' || Boolean(live && this.shown.draft));
    this.updateCaption(this.shown);
  }

  updateCaption(shown) {
    if (shown.width) this.setRatio(shown.width / shown.height);
    this.actionBar.hidden = Boolean(shown.gone);
    this.playSwitch.update(shown);
    const key = shown.gone ? 'card.gone' : shown.state === 'broken' ? 'card.broken' : shown.draft ? 'card.unfinished'
      : isWithheld(shown) ? 'card.withheld' : '';
    const size = shown.width ? `${shown.width} × ${shown.height}` : ''; // what else there is has no room beside the word
    set(this.facts, key ? [t(key), size].filter(Boolean).join(' · ') : pictureFacts(shown));
    this.actions?.update();
    this.updateOpenable();
    const original = this.content.originalOf?.(shown);
    this.overlay.update(original && this.isOpenable && haveSameShape(original, shown) ? original : null);
  }

  updateOpenable() {
    const { canvas, isOpenable } = this;
    canvas.toggleAttribute('data-openable', isOpenable);
    const attributes = {
      role: 'button', tabindex: '0', 'aria-label': t('card.gallery.open', { prompt: this.content.prompt.slice(0, 120) }),
    };
    for (const [name, value] of Object.entries(attributes)) {
      if (isOpenable) canvas.setAttribute(name, value);
      else canvas.removeAttribute(name);
    }
  }

  // Whether a picture is complete on the screen.
  isComplete(id) {
    const img = this.images.get(id);
    return Boolean(img?.complete && img.naturalWidth);
  }

  stack(pictures) {
    const { prompt } = this.content;
    pictures.forEach((picture) => {
      if (!this.images.has(picture.id)) {
        const img = createImage(picture, prompt);
        img.hidden = picture !== this.shown && this.pair.includes(picture); // then it loads when first looked at
        this.images.set(picture.id, img);
        this.canvas.append(img);
      }
      updateImage(this.images.get(picture.id), picture, prompt);
    });
    pictures.filter((picture) => picture !== this.shown).concat(this.shown).forEach((picture, index) => {
      this.images.get(picture.id).style.zIndex = String(index);
    });
    this.images.get(this.shown.id).hidden = false;
    this.removeCovered(this.shown.id);
  }

  // What lies under the front goes only when that stands complete on the screen, so that nothing flickers.
  removeCovered(front) {
    if (this.shown.id !== front) return; // a newer one came while it was loading: it is not for this one to clear
    if (!this.isComplete(front)) {
      if (this.awaited !== front) {
        this.images.get(front).addEventListener('load', () => this.removeCovered(front), { once: true });
      }
      this.awaited = front;
      return;
    }
    const pair = new Set(this.pair.map((picture) => picture.id));
    for (const [id, img] of this.images) {
      if (id === front) continue;
      if (pair.has(id)) {
        img.hidden = true;
      } else {
        release(img);
        lost.delete(img);
        img.removeAttribute('src'); // else it goes on loading
        img.remove();
        this.images.delete(id);
      }
    }
  }
}
