// Before and after: by a slider, side by side, or by holding; inline or over the whole window.

import { el, pageRoot, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const WAYS = ['slider', 'side', 'hold'];
const KEYS = {
  ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100,
};
const ALIKE = 0.02; // ratios that differ by less are the same shape

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

function copy(canvas) {
  const twin = el('canvas', { width: canvas.width, height: canvas.height });
  twin.getContext('2d').drawImage(canvas, 0, 0);
  return twin;
}

// One of the two pictures, with its name and what is laid over it.
class CompareLayer {
  constructor(name) {
    this.name = name;
    this.img = el('img', { alt: '', draggable: 'false', decoding: 'async' });
    this.label = el('span', { class: 'compare-name' });
    this.sheet = el('div', { class: 'compare-sheet' }, this.img, this.label);
    this.root = el('div', { class: 'compare-layer', 'data-layer': name }, this.sheet);
  }

  show({ url, label, width, height }) {
    this.ratio = width / height || 1;
    this.sheet.style.setProperty('--own', String(this.ratio));
    const words = label || t(`card.compare.${this.name}`);
    set(this.label, words);
    this.img.alt = words;
    this.img.src = url;
  }

  cover(canvas) {
    this.sheet.querySelector('canvas')?.remove();
    if (canvas) this.img.after(canvas);
  }
}

export class Compare {
  constructor() {
    this.opened = 0;
    this.build();
    this.listen();
    this.choose('slider');
  }

  build() {
    this.before = new CompareLayer('before');
    this.after = new CompareLayer('after');
    this.handle = el('div', {
      class: 'compare-handle', role: 'slider', tabindex: '0', 'aria-label': t('card.compare.handle'),
      'aria-valuemin': 0, 'aria-valuemax': 100,
    });
    this.frame = el('div', { class: 'compare-frame' }, this.before.root, this.after.root, this.handle);
    this.stage = el('div', { class: 'compare-stage' }, this.frame);
    this.ways = Object.fromEntries(WAYS.map((way) => [way, el('button', {
      type: 'button', 'data-way': way, onclick: () => this.choose(way),
    }, t(`card.compare.${way}`))]));
    this.outline = el('button', {
      type: 'button', class: 'compare-button compare-outline', 'aria-pressed': 'false', hidden: true,
      onclick: () => this.trace(this.outline.getAttribute('aria-pressed') !== 'true'),
    }, t('card.compare.outline'));
    this.press = el('button', {
      type: 'button', class: 'compare-button compare-press', 'aria-pressed': 'false',
      title: t('card.compare.press.tip'),
    }, t('card.compare.press'));
    this.said = el('p', { class: 'compare-said', role: 'status' });
    this.bar = el('div', { class: 'compare-bar' },
      el('div', { class: 'compare-ways', role: 'group', 'aria-label': t('card.compare.ways') },
        ...Object.values(this.ways)),
      this.press, this.outline);
    this.root = el('div', { class: 'compare', role: 'group', 'aria-label': t('card.compare.label') },
      this.bar, this.stage, this.said);
  }

  listen() {
    const { frame, handle, press, stage } = this;
    frame.addEventListener('pointerdown', (event) => this.down(event));
    frame.addEventListener('pointermove', (event) => this.dragged === event.pointerId && this.follow(event));
    for (const name of ['pointerup', 'pointercancel']) frame.addEventListener(name, () => this.up());
    frame.addEventListener('contextmenu', (event) => this.held && event.preventDefault());
    handle.addEventListener('keydown', (event) => this.key(event));
    press.addEventListener('pointerdown', (event) => {
      press.setPointerCapture(event.pointerId);
      this.hold(true);
    });
    press.addEventListener('contextmenu', (event) => event.preventDefault());
    press.addEventListener('keydown', (event) => [' ', 'Enter'].includes(event.key) && this.hold(true));
    for (const name of ['pointerup', 'pointercancel', 'keyup', 'blur']) {
      press.addEventListener(name, () => this.hold(false));
    }
    for (const layer of [this.before, this.after]) {
      layer.img.addEventListener('error', () => layer.img.src
        && set(this.said, t('card.compare.lost', { label: layer.label.textContent })));
    }
    new ResizeObserver(() => this.lay()).observe(stage);
  }

  // `outline` resolves with a canvas to lay over the pictures, of whatever size in the shape of `before`, or null.
  open({ before, after, outline = null }) {
    this.opened += 1;
    this.tracer = outline;
    this.cover(null);
    this.trace(false);
    this.outline.hidden = !outline;
    this.before.show(before);
    this.after.show(after);
    this.ratio = this.after.ratio;
    this.root.style.setProperty('--ratio', String(this.ratio));
    set(this.said, Math.abs(this.before.ratio / this.ratio - 1) > ALIKE ? t('card.compare.shapes') : '');
    this.slide(50);
    this.hold(false);
    this.lay();
  }

  choose(way) {
    this.way = way;
    this.root.dataset.way = way;
    for (const name of WAYS) this.ways[name].setAttribute('aria-pressed', String(name === way));
    this.handle.hidden = way !== 'slider';
    this.press.hidden = way !== 'hold';
    this.up();
    this.lay();
  }

  // Side by side or one above the other, whichever shows them larger.
  lay() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const high = (wide, tall) => Math.min(tall, wide / (this.ratio || 1));
    this.root.toggleAttribute('data-stacked', high(width, height / 2) > high(width / 2, height));
  }

  // The slider

  slide(at) {
    this.at = clamp(at, 0, 100);
    const percent = Math.round(this.at);
    this.frame.style.setProperty('--at', `${this.at}%`);
    this.handle.setAttribute('aria-valuenow', String(percent));
    this.handle.setAttribute('aria-valuetext', t('card.compare.share', { percent }));
  }

  key(event) {
    const step = KEYS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.slide(this.at + step);
  }

  down(event) {
    if (event.button || !event.isPrimary || this.way === 'side') return;
    this.frame.setPointerCapture(event.pointerId);
    this.dragged = event.pointerId;
    if (this.way === 'hold') this.hold(true);
    else this.follow(event);
  }

  follow(event) {
    if (this.way !== 'slider') return;
    const { left, width } = this.frame.getBoundingClientRect();
    this.slide(((event.clientX - left) / width) * 100);
  }

  up() {
    this.dragged = null;
    this.hold(false);
  }

  // Holding

  hold(on) {
    this.held = on;
    this.root.toggleAttribute('data-held', on);
    this.press.setAttribute('aria-pressed', String(on));
  }

  // The outline of the mask is fetched when it is first asked for.
  async trace(on) {
    const turn = this.opened;
    this.outline.setAttribute('aria-pressed', String(on));
    this.root.toggleAttribute('data-outlined', on);
    if (!on || this.outlined) return;
    this.outline.setAttribute('aria-busy', 'true');
    const [canvas, trouble] = await this.tracer().then((one) => [one, 'no_mask'], () => [null, 'no_outline']);
    if (turn !== this.opened) return;
    this.outline.removeAttribute('aria-busy');
    this.cover(canvas);
    if (canvas) return;
    this.trace(false);
    set(this.said, t(`card.compare.${trouble}`));
  }

  cover(canvas) {
    this.outlined = canvas;
    this.before.cover(canvas);
    this.after.cover(canvas && copy(canvas));
  }
}

// Over the whole window; Escape closes it, and the focus goes back to where it was.
export function openDialog(about) {
  const compare = new Compare();
  const close = el('button', { type: 'button', class: 'compare-button compare-close' }, t('card.compare.close'));
  const dialog = el('dialog', { class: 'compare-dialog', 'aria-label': about.title || t('card.compare.label') },
    compare.root);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  compare.bar.append(close);
  pageRoot().append(dialog);
  dialog.showModal();
  compare.open(about);
  compare.handle.focus();
  return dialog;
}
