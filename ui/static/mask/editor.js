// The mask editor: a picture on its stage, painted by mouse, pen and finger, by keyboard, and by numbers.
// @ts-check

import { clamp } from '../lib/clamp.js';
import { el, joinSentences, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { MaskBitmap } from './bitmap.js';
import { keyHelp } from './controls.js';
import { handleKey } from './keyboard.js';
import { MaskOverlay, drawOutline } from './overlay.js';
import { encodePng, loadMask } from './png.js';
import { PointerGestures } from './pointer.js';
import { MaskToolbar, RectangleForm } from './toolbar.js';
import { Viewport, placeLayer } from './viewport.js';

// As `keyHelp` takes them.
const HELP = [
  ['B E R', 'tools'], ['[ ]', 'size'], ['I', 'invert'], ['Z', 'undo'], ['+ −', 'zoom'], ['card.mask.key.wheel', 'wheel'],
  ['card.mask.key.space', 'pan'], ['card.mask.key.arrows', 'arrows'], ['Enter Delete', 'enter'],
  ['card.mask.key.fingers', 'fingers'],
].map(([key, action]) => [key, `card.mask.help.${action}`]);

/** The mask of one picture at a time; `onChange` hears of each change that was made here. */
export class MaskEditor {
  box;
  /** @type {MaskToolbar} */ toolbar; /** @type {HTMLImageElement} */ image; /** @type {HTMLDivElement} */ stage;
  /** @type {HTMLParagraphElement} */ status; /** @type {HTMLDivElement} */ root;

  /** @param {{onChange?: (editor: MaskEditor) => void}} [listeners] */
  constructor({ onChange } = {}) {
    this.onChange = onChange || (() => {});
    this.viewport = new Viewport();
    this.overlay = new MaskOverlay(this.viewport);
    this.generation = 0; // of what is open: a picture that comes late is not shown
    this.build();
    this.gestures = new PointerGestures(this);
    this.listen();
    this.selectTool('brush');
    this.close();
  }

  build() {
    const { canvas, frame, ring } = this.overlay;
    this.toolbar = new MaskToolbar({
      selectTool: (name) => this.selectTool(name),
      undo: () => this.change('undone', () => this.bitmap.undo()),
      redo: () => this.change('redone', () => this.bitmap.redo()),
      invert: () => this.step('inverted', () => this.bitmap.invert()),
      clear: () => this.step('cleared', () => this.bitmap.clear()),
      zoom: (factor) => this.changeView(() => this.viewport.zoom(factor)),
      fit: () => this.changeView(() => this.viewport.fit()),
      previewBrush: () => this.previewBrush(),
      endBrushPreview: () => { ring.hidden = true; },
    });
    this.form = new RectangleForm({
      onInput: () => this.setBox(this.form.box),
      onFocus: () => this.showFrame(),
      onFill: (on) => this.fillBox(on),
    });
    this.image = el('img', { alt: '', draggable: 'false' });
    this.marks = null; // what is drawn over the picture besides
    this.stage = el('div', { class: 'mask-stage' }, this.image, canvas, frame, ring);
    this.status = el('p', { class: 'mask-status', role: 'status' });
    this.root = el('div', { class: 'mask-editor', role: 'group', 'aria-label': t('card.mask.label') },
      this.toolbar.root, this.stage, el('div', { class: 'foot' }, this.status, this.form.root, keyHelp('card.mask.help', HELP)));
  }

  listen() {
    this.gestures.listen(this.overlay.canvas);
    this.root.addEventListener('keydown', (event) => handleKey(this, event));
    new ResizeObserver(() => this.fitStage()).observe(this.stage);
  }

  /**
   * Opens a picture.
   *
   * `url` is any version of it that can be shown; `width` and `height` are those of the mask, and `mask` is the address
   * of an earlier one.
   */
  async open({ url, width, height, mask = null }) {
    this.close();
    const { generation } = this;
    this.root.hidden = false;
    this.stage.style.setProperty('--ratio', width / height);
    this.viewport.picture = { width, height };
    this.image.src = url;
    const imageProblem = this.image.decode().then(() => '', () => 'card.mask.no_picture');
    set(this.status, t('card.mask.loading'));
    let maskProblem = '';
    const earlier = mask && await loadMask(mask, { width, height }).catch(() => { maskProblem = 'card.mask.no_mask'; });
    if (generation !== this.generation) return;
    this.overlay.bitmap = earlier || new MaskBitmap(width, height);
    this.setBox({ left: width / 4, top: height / 4, width: width / 2, height: height / 2 });
    this.overlay.frame.hidden = true;
    this.viewport.fit();
    this.fitStage();
    this.showBrush();
    this.showState('');
    const problem = maskProblem || await imageProblem;
    if (problem && generation === this.generation) set(this.status, t(problem));
  }

  close() {
    this.generation += 1;
    this.gestures.clear();
    this.image.removeAttribute('src');
    this.overlay.clear();
    this.root.hidden = true;
  }

  get bitmap() {
    return this.overlay.bitmap;
  }

  get empty() {
    return !this.bitmap || this.bitmap.empty;
  }

  get full() {
    return Boolean(this.bitmap?.full);
  }

  get share() {
    return this.bitmap?.share || 0;
  }

  /** The PNG, null when no picture is open. */
  async blob() {
    return this.bitmap && encodePng(this.bitmap);
  }

  /** A canvas of that size with the outline alone, to lay over the picture. */
  outline(size = this.viewport.picture) {
    return this.bitmap && drawOutline(this.bitmap, size);
  }

  /** Does one step of undo, and says it as card.mask.{key}. */
  step(key, work) {
    this.change(key, () => {
      this.bitmap.begin();
      work();
      return this.bitmap.commit();
    });
  }

  change(key, work) {
    if (!this.bitmap || this.gestures.isActive) return;
    const isChanged = work();
    this.showState(isChanged ? key : 'same');
    if (!isChanged) return;
    this.overlay.invalidate();
    this.onChange(this);
  }

  describeState() {
    if (this.empty) return joinSentences(t('card.mask.none'), t('card.mask.optional'));
    if (this.full) return t('card.mask.all');
    const share = this.share * 100;
    if (share < 0.1) return t('card.mask.painted', { share: '< 0.1' });
    return t('card.mask.painted', { share: share < 10 ? share.toFixed(1) : Math.min(99, Math.round(share)) });
  }

  showState(key) {
    const state = this.describeState();
    set(this.status, key ? t(`card.mask.${key}`, { state }) : state);
    this.toolbar.showHistory(this.bitmap);
  }

  fitStage() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!this.bitmap || !width || !height) return;
    this.overlay.resize(width, height);
    this.changeView(() => this.viewport.resize(width, height));
  }

  /** Zooms or pans, and shows all of it anew. */
  changeView(work = () => {}) {
    if (!this.bitmap) return;
    work();
    for (const layer of [this.image, this.marks].filter(Boolean)) placeLayer(layer, this.viewport, this.overlay.dots);
    this.toolbar.zoom.show(this.viewport.scale);
    this.overlay.placeFrame(this.box);
    this.placeRing();
    this.overlay.invalidate();
  }

  /** Lays a canvas over the picture, as large as it; null takes it away. */
  showMarks(canvas) {
    this.marks?.remove();
    this.marks = canvas;
    if (!canvas) return;
    canvas.classList.add('marks');
    this.image.after(canvas);
    this.changeView();
  }

  /** Goes to the canvas, where all keys work. */
  focus() {
    this.overlay.canvas.focus({ preventScroll: true });
  }

  selectTool(tool) {
    this.tool = tool;
    const wasOnSlider = document.activeElement === this.toolbar.slider;
    this.toolbar.showTool(tool);
    if (wasOnSlider && this.toolbar.slider.disabled) this.focus();
    this.root.dataset.tool = tool;
    this.overlay.ring.hidden ||= tool === 'rectangle';
  }

  get size() {
    return this.toolbar.brushSize(this.viewport.picture);
  }

  showBrush() {
    this.toolbar.showBrushSize(this.size);
    this.placeRing();
  }

  resizeBrush(steps) {
    if (this.tool === 'rectangle') return;
    this.toolbar.stepBrush(steps);
    this.showBrush();
  }

  /** While the slider is drawn the brush is seen in the middle, as large as it will be. */
  previewBrush() {
    this.ringPoint = this.viewport.center;
    this.overlay.ring.hidden = false;
    this.showBrush();
  }

  placeRing(point = this.ringPoint) {
    if (!point) return;
    this.ringPoint = point;
    this.overlay.placeRing(point, this.size);
  }

  /** Sets the rectangle: there is one, whether it is drawn, moved by keys or typed. */
  setBox(box) {
    const { width, height } = this.viewport.picture;
    const left = clamp(Math.round(box.left) || 0, 0, width - 1);
    const top = clamp(Math.round(box.top) || 0, 0, height - 1);
    this.box = {
      left, top,
      width: clamp(Math.round(box.width) || 1, 1, width - left),
      height: clamp(Math.round(box.height) || 1, 1, height - top),
    };
    this.form.show(this.box, { keepFocused: true });
    this.showFrame();
  }

  showFrame() {
    this.overlay.frame.hidden = false;
    if (this.box) this.overlay.placeFrame(this.box);
  }

  fillBox(on) {
    if (this.bitmap) this.step(on ? 'added' : 'erased', () => this.bitmap.fillRectangle(this.box, on));
    this.form.show(this.box);
  }

  /** Moves the rectangle by keys, or its right and lower edge. */
  nudgeBox([x, y], isGrowing) {
    const step = Math.max(1, Math.round(10 / this.viewport.scale));
    const { left, top, width, height } = this.box;
    const { picture } = this.viewport;
    this.setBox(isGrowing
      ? { left, top, width: Math.max(1, width + x * step), height: Math.max(1, height + y * step) }
      : {
        left: clamp(left + x * step, 0, picture.width - width),
        top: clamp(top + y * step, 0, picture.height - height),
        width, height,
      });
    set(this.status, t('card.mask.box', this.box));
  }
}
