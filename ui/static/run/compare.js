// Before/after comparison of two pictures: by a slider, side by side, or by holding; inline or over the whole window.
// @ts-check

import { closeButton, showModal } from '../lib/dialog.js';
import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { Divider } from './divider.js';
import { haveSameShape, placeImage } from './original_placement.js';

const MODES = ['slider', 'side', 'hold'];
function copyCanvas(canvas) {
  const copy = el('canvas', { width: canvas.width, height: canvas.height });
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy;
}

// One of the two pictures, with its name and what is laid over it.
class CompareLayer {
  /** @type {number} */ ratio;

  constructor(name) {
    this.name = name;
    this.img = el('img', { alt: '', draggable: 'false', decoding: 'async' });
    this.label = el('span', { class: 'compare-name' });
    this.sheet = el('div', { class: 'compare-picture' }, this.img, this.label);
    this.root = el('div', { class: 'compare-layer', 'data-layer': name }, this.sheet);
  }

  // `inset` is its place in a larger picture, as shares: then width and height are those of that one.
  show({ url, label, width, height, inset = null }) {
    placeImage(this.img, inset);
    this.ratio = width / height || 1;
    this.sheet.style.setProperty('--own', String(this.ratio));
    const name = label || t(`card.compare.${this.name}`);
    set(this.label, name);
    this.img.alt = name;
    this.img.src = url;
  }

  setOverlay(canvas) {
    this.sheet.querySelector('canvas')?.remove();
    if (canvas) this.img.after(canvas);
  }
}

export class Compare {
  modeButtons;
  /** @type {CompareLayer} */ before; /** @type {CompareLayer} */ after; /** @type {HTMLDivElement} */ frame;
  /** @type {Divider} */ divider; /** @type {HTMLDivElement} */ stage; /** @type {HTMLParagraphElement} */ status;
  /** @type {HTMLDivElement} */ bar; /** @type {HTMLDivElement} */ root;
  /** @type {HTMLButtonElement} */ holdButton; /** @type {number} */ ratio;

  constructor() {
    this.openCount = 0;
    this.build();
    this.listen();
    this.setMode('slider');
  }

  build() {
    this.before = new CompareLayer('before');
    this.after = new CompareLayer('after');
    this.frame = el('div', { class: 'compare-frame' }, this.before.root, this.after.root);
    this.divider = new Divider(this.frame);
    this.frame.append(this.divider.root);
    this.stage = el('div', { class: 'compare-stage' }, this.frame);
    this.status = el('p', { class: 'compare-status', role: 'status' });
    this.bar = this.buildBar();
    this.root = el('div', { class: 'compare', role: 'group', 'aria-label': t('card.compare.label') },
      this.bar, this.stage, this.status);
  }

  buildBar() {
    this.modeButtons = Object.fromEntries(MODES.map((mode) => [mode, el('button', {
      type: 'button', 'data-way': mode, onclick: () => this.setMode(mode),
    }, t(`card.compare.${mode}`))]));
    this.outlineButton = el('button', {
      type: 'button', class: 'compare-button compare-outline', 'aria-pressed': 'false', hidden: true,
      onclick: () => this.showOutline(this.outlineButton.getAttribute('aria-pressed') !== 'true'),
    }, t('card.compare.outline'));
    this.holdButton = el('button', {
      type: 'button', class: 'compare-button compare-hold', 'aria-pressed': 'false',
      title: t('card.compare.press.tip'),
    }, t('card.compare.press'));
    return el('div', { class: 'compare-bar' },
      el('div', { class: 'compare-modes', role: 'group', 'aria-label': t('card.compare.ways') },
        ...Object.values(this.modeButtons)),
      this.holdButton, this.outlineButton);
  }

  listen() {
    const { frame, stage } = this;
    frame.addEventListener('pointerdown', (event) => this.startDrag(event));
    frame.addEventListener('pointermove', (event) => this.pointer === event.pointerId && this.followPointer(event));
    for (const name of ['pointerup', 'pointercancel']) frame.addEventListener(name, () => this.endDrag());
    frame.addEventListener('contextmenu', (event) => this.isHeld && event.preventDefault());
    this.listenToHold();
    for (const layer of [this.before, this.after]) {
      layer.img.addEventListener('error', () => layer.img.src
        && set(this.status, t('card.compare.lost', { label: layer.label.textContent })));
    }
    new ResizeObserver(() => this.layOut()).observe(stage);
  }

  listenToHold() {
    const { holdButton } = this;
    holdButton.addEventListener('pointerdown', (event) => {
      holdButton.setPointerCapture(event.pointerId);
      this.setHeld(true);
    });
    holdButton.addEventListener('contextmenu', (event) => event.preventDefault());
    holdButton.addEventListener('keydown', (event) => [' ', 'Enter'].includes(event.key) && this.setHeld(true));
    for (const name of ['pointerup', 'pointercancel', 'keyup', 'blur']) {
      holdButton.addEventListener(name, () => this.setHeld(false));
    }
  }

  /** `outline` resolves with a canvas to lay over the pictures, of whatever size in the shape of `before`, or null. */
  open({ before, after, outline = null }) {
    this.openCount += 1;
    this.loadOutline = outline;
    this.setOverlay(null);
    this.showOutline(false);
    this.outlineButton.hidden = !outline;
    this.before.show(before);
    this.after.show(after);
    this.ratio = this.after.ratio;
    this.root.style.setProperty('--ratio', String(this.ratio));
    set(this.status, haveSameShape(before, after) ? '' : t('card.compare.shapes'));
    this.divider.setPosition(50);
    this.setHeld(false);
    this.layOut();
  }

  setMode(mode) {
    this.mode = mode;
    this.root.dataset.way = mode;
    for (const name of MODES) this.modeButtons[name].setAttribute('aria-pressed', String(name === mode));
    this.divider.root.hidden = mode !== 'slider';
    this.holdButton.hidden = mode !== 'hold';
    this.endDrag();
    this.layOut();
  }

  // Side by side or one above the other, whichever shows them larger.
  layOut() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const shownHeight = (wide, tall) => Math.min(tall, wide / (this.ratio || 1));
    this.root.toggleAttribute('data-stacked', shownHeight(width, height / 2) > shownHeight(width / 2, height));
  }

  // The pointer on the pictures

  startDrag(event) {
    if (event.button || !event.isPrimary || this.mode === 'side') return;
    this.frame.setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    if (this.mode === 'hold') this.setHeld(true);
    else this.followPointer(event);
  }

  followPointer(event) {
    if (this.mode === 'slider') this.divider.follow(event);
  }

  endDrag() {
    this.pointer = null;
    this.setHeld(false);
  }

  // Holding

  setHeld(isHeld) {
    this.isHeld = isHeld;
    this.root.toggleAttribute('data-held', isHeld);
    this.holdButton.setAttribute('aria-pressed', String(isHeld));
  }

  // The outline of the mask is fetched when it is first asked for.
  async showOutline(visible) {
    const { openCount } = this;
    this.outlineButton.setAttribute('aria-pressed', String(visible));
    this.root.toggleAttribute('data-outlined', visible);
    if (!visible || this.overlay) return;
    this.outlineButton.setAttribute('aria-busy', 'true');
    const [canvas, reason] = await this.loadOutline().then((loaded) => [loaded, 'no_mask'], () => [null, 'no_outline']);
    if (openCount !== this.openCount) return;
    this.outlineButton.removeAttribute('aria-busy');
    this.setOverlay(canvas);
    if (canvas) return;
    this.showOutline(false);
    set(this.status, t(`card.compare.${reason}`));
  }

  setOverlay(canvas) {
    this.overlay = canvas;
    this.before.setOverlay(canvas);
    this.after.setOverlay(canvas && copyCanvas(canvas));
  }
}

/** Opens a comparison over the whole window; Escape closes it, and the focus goes back to where it was. */
export function openComparison(content) {
  const compare = new Compare();
  const dialog = el('dialog', { class: 'compare-dialog', 'aria-label': content.title || t('card.compare.label') },
    compare.root);
  dialog.addEventListener('close', () => dialog.remove());
  compare.bar.append(closeButton(t('card.compare.close'), 'compare-button compare-close'));
  showModal(dialog);
  compare.open(content);
  compare.divider.root.focus();
  return dialog;
}
