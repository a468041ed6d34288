// The pad on which a mask is painted: by mouse, pen and finger, by keyboard, and by numbers.

import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { DARK, LIGHT, MaskBitmap, outlined, png, read, shade } from './bitmap.js';

const TINT = { fill: 0x68662eff, stripe: 0x90b89cff, light: LIGHT, dark: DARK }; // a pink that pictures seldom have
const CLOSEST = 8; // CSS pixels for one pixel of the picture
const MOST_DOTS = 1.5e6; // of the screen, so that moving and zooming stay smooth: a million take 15 ms
const SIDES = ['left', 'top', 'width', 'height'];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ICONS = {
  brush: 'M20 4l-8.5 8.5M9.6 12.6c-2.8 0-3.9 1.9-3.9 3.8 0 1.5-.7 2.6-2 3.1 4 1 8.2-.3 8.2-4.2z',
  eraser: 'M8.5 19.5l-4.7-4.7a1.5 1.5 0 0 1 0-2.1l8.9-8.9a1.5 1.5 0 0 1 2.1 0l5.4 5.4a1.5 1.5 0 0 1 0 2.1'
    + 'l-8.2 8.2zM8 8.6l7.4 7.4M8.5 19.5H20',
  rectangle: 'M4 8V5h3M10.5 5h3M17 5h3v3M20 10.5v3M20 16v3h-3M13.5 19h-3M7 19H4v-3M4 13.5v-3',
  undo: 'M8.5 5l-4 4 4 4M5 9h9a5 5 0 0 1 0 10H9',
  redo: 'M15.5 5l4 4-4 4M19 9h-9a5 5 0 0 0 0 10h5',
  invert: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 3.5v17M15 5v14M18 7v10',
  clear: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5V16M13.7 10.5V16',
  'zoom.out': 'M6 12h12',
  'zoom.in': 'M6 12h12M12 6v12',
  'zoom.fit': 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
};
const HELP = [
  ['B E R', 'tools'], ['[ ]', 'size'], ['I', 'invert'], ['Z', 'undo'], ['+ −', 'zoom'], ['key.wheel', 'wheel'],
  ['key.space', 'pan'], ['key.arrows', 'arrows'], ['Enter Delete', 'enter'], ['key.fingers', 'fingers'],
];

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const between = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function button(name, key, onclick) {
  const label = t(`card.mask.${name}`);
  return el('button', {
    type: 'button', 'data-act': name, 'aria-label': label, title: key ? `${label} (${key})` : label, onclick,
  }, icon(ICONS[name]), el('span', { class: 'word' }, label));
}

function group(name, ...children) {
  return el('div', { class: `group ${name}`, role: 'group', 'aria-label': t(`card.mask.${name}`) }, ...children);
}

// Where the picture lies on the stage: its pixel p is seen at p * scale + (x, y), in CSS pixels.
class Viewport {
  constructor() {
    Object.assign(this, { scale: 1, x: 0, y: 0, fitted: true });
    this.picture = { width: 1, height: 1 };
    this.stage = { width: 0, height: 0 };
  }

  get whole() {
    const { picture, stage } = this;
    return Math.min(stage.width / picture.width, stage.height / picture.height, CLOSEST);
  }

  fit() {
    this.fitted = true;
    this.scale = this.whole;
    this.settle();
  }

  // Stretched stages keep their middle where it was.
  resize(width, height) {
    const middle = this.pixel({ x: this.stage.width / 2, y: this.stage.height / 2 });
    this.stage = { width, height };
    if (this.fitted || this.scale < this.whole) {
      this.fit();
      return;
    }
    this.x = width / 2 - middle.x * this.scale;
    this.y = height / 2 - middle.y * this.scale;
    this.settle();
  }

  zoom(factor, at = { x: this.stage.width / 2, y: this.stage.height / 2 }) {
    const before = this.pixel(at);
    this.scale = clamp(this.scale * factor, this.whole, CLOSEST);
    this.fitted = this.scale === this.whole;
    this.x = at.x - before.x * this.scale;
    this.y = at.y - before.y * this.scale;
    this.settle();
  }

  move(dx, dy) {
    const { x, y } = this;
    this.x += dx;
    this.y += dy;
    this.settle();
    return x !== this.x || y !== this.y;
  }

  settle() {
    const { picture, stage, scale } = this;
    const wide = stage.width - picture.width * scale;
    const high = stage.height - picture.height * scale;
    this.x = wide >= 0 ? wide / 2 : clamp(this.x, wide, 0);
    this.y = high >= 0 ? high / 2 : clamp(this.y, high, 0);
  }

  pixel({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }
}

export class MaskEditor {
  constructor({ onChange } = {}) {
    this.onChange = onChange || (() => {});
    this.view = new Viewport();
    this.tool = 'brush';
    this.fingers = new Map(); // where each finger is
    this.act = null; // what the pointer is doing: stroke, box, pan or pinch
    this.opened = 0;
    this.build();
    this.listen();
    this.close();
  }

  build() {
    this.img = el('img', { alt: '', draggable: 'false' });
    this.canvas = el('canvas', { tabindex: '0', role: 'application', 'aria-label': t('card.mask.canvas') });
    this.pen = this.canvas.getContext('2d');
    this.ring = el('div', { class: 'ring', hidden: true });
    this.frame = el('div', { class: 'box', hidden: true });
    this.stage = el('div', { class: 'ground' }, this.img, this.canvas, this.frame, this.ring);
    this.status = el('p', { class: 'said', role: 'status' });
    this.root = el('div', { class: 'mask-pad', role: 'group', 'aria-label': t('card.mask.label') },
      this.bar(), this.stage, el('div', { class: 'foot' }, this.status, this.numbers(), this.help()));
    this.choose(this.tool);
  }

  bar() {
    this.tools = { brush: 'B', eraser: 'E', rectangle: 'R' };
    for (const [name, key] of Object.entries(this.tools)) {
      this.tools[name] = button(name, key, () => this.choose(name));
    }
    this.slider = el('input', { type: 'range', min: 0, max: 100, value: 60, 'aria-label': t('card.mask.size') });
    this.sized = el('output', {});
    this.undo = button('undo', 'Z', () => this.change('undone', () => this.mask.undo()));
    this.redo = button('redo', 'Shift+Z', () => this.change('redone', () => this.mask.redo()));
    this.zoomed = el('output', {});
    return el('div', { class: 'bar' },
      group('tools', ...Object.values(this.tools)),
      el('label', { class: 'size' }, el('span', {}, t('card.mask.size')), this.slider, this.sized),
      group('changes', this.undo, this.redo,
        button('invert', 'I', () => this.step('inverted', () => this.mask.invert())),
        button('clear', '', () => this.step('cleared', () => this.mask.clear()))),
      group('zoom',
        button('zoom.out', '−', () => this.look(() => this.view.zoom(1 / 1.5))), this.zoomed,
        button('zoom.in', '+', () => this.look(() => this.view.zoom(1.5))),
        button('zoom.fit', '0', () => this.look(() => this.view.fit()))));
  }

  numbers() {
    this.fields = SIDES.map((side) => el('input', {
      type: 'number', inputmode: 'numeric', min: 0, step: 1, 'data-box': side,
      oninput: () => this.typed(), onfocus: () => this.showBox(),
    }));
    const form = el('form', { novalidate: true },
      ...this.fields.map((field, place) => el('label', {},
        el('span', {}, t(`card.mask.box.${SIDES[place]}`)), field)),
      el('button', { class: 'plain', 'data-act': 'add' }, t('card.mask.add')),
      el('button', { type: 'button', class: 'plain', 'data-act': 'erase', onclick: () => this.put(false) },
        t('card.mask.erase')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.put(true);
    });
    return el('details', {}, el('summary', {}, t('card.mask.numbers')), form);
  }

  help() {
    return el('details', {}, el('summary', {}, t('card.mask.help')), el('dl', {},
      ...HELP.map(([key, what]) => el('div', { class: 'keys' },
        el('dt', {}, key.startsWith('key.') ? t(`card.mask.${key}`) : key),
        el('dd', {}, t(`card.mask.help.${what}`))))));
  }

  listen() {
    const { canvas, root } = this;
    canvas.addEventListener('pointerdown', (event) => this.down(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    canvas.addEventListener('pointerup', (event) => this.up(event));
    canvas.addEventListener('pointercancel', (event) => this.up(event));
    canvas.addEventListener('pointerleave', () => { this.ring.hidden = true; });
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    root.addEventListener('keydown', (event) => this.key(event));
    root.addEventListener('keyup', (event) => event.key === ' ' && this.hold(false));
    canvas.addEventListener('blur', () => this.hold(false));
    this.slider.addEventListener('input', () => this.tryRing());
    this.slider.addEventListener('change', () => { this.ring.hidden = true; });
    new ResizeObserver(() => this.fitStage()).observe(this.stage);
  }

  // `url` is any version of the picture that can be shown; `width` and `height` are those of the mask.
  async open({ url, width, height, mask = null }) {
    this.close();
    const turn = this.opened;
    this.root.hidden = false;
    this.stage.style.setProperty('--ratio', width / height);
    this.view.picture = { width, height };
    this.img.src = url;
    const seen = this.img.decode().then(() => '', () => 'card.mask.no_picture');
    set(this.status, t('card.mask.loading'));
    let lost = '';
    const earlier = mask && await read(mask, { width, height }).catch(() => { lost = 'card.mask.no_mask'; });
    if (turn !== this.opened) return;
    this.mask = earlier || new MaskBitmap(width, height);
    this.setBox({ left: width / 4, top: height / 4, width: width / 2, height: height / 2 });
    this.frame.hidden = true;
    this.view.fit();
    this.fitStage();
    this.resized();
    this.tell('');
    const blind = await seen;
    if (turn === this.opened && (lost || blind)) set(this.status, t(lost || blind));
  }

  close() {
    this.opened += 1;
    this.mask = null;
    this.act = null;
    this.fingers.clear();
    this.img.removeAttribute('src');
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.ring.hidden = true;
    this.frame.hidden = true;
    this.root.hidden = true;
  }

  get empty() {
    return !this.mask || this.mask.empty;
  }

  get full() {
    return Boolean(this.mask?.full);
  }

  get share() {
    return this.mask?.share || 0;
  }

  async blob() {
    return this.mask && png(this.mask);
  }

  // A canvas of that size with the outline alone, to lay over the picture.
  outline(size = this.view.picture) {
    return this.mask && outlined(this.mask, size);
  }

  // What was done

  step(key, work) {
    this.change(key, () => {
      this.mask.begin();
      work();
      return this.mask.commit();
    });
  }

  change(key, work) {
    if (!this.mask || this.act) return;
    const changed = work();
    this.tell(changed ? key : 'same');
    if (!changed) return;
    this.redraw();
    this.onChange(this);
  }

  state() {
    if (this.empty) return t('card.mask.none');
    if (this.full) return t('card.mask.all');
    const share = this.share * 100;
    if (share < 0.1) return t('card.mask.painted', { share: '< 0.1' });
    return t('card.mask.painted', { share: share < 10 ? share.toFixed(1) : Math.min(99, Math.round(share)) });
  }

  tell(key) {
    const state = this.state();
    set(this.status, key ? t(`card.mask.${key}`, { state }) : state);
    // A button that is really disabled would drop the focus, and with it the keys.
    this.undo.setAttribute('aria-disabled', String(!this.mask.past.length));
    this.redo.setAttribute('aria-disabled', String(!this.mask.future.length));
  }

  // Drawing

  fitStage() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!this.mask || !width || !height) return;
    this.dots = Math.min(window.devicePixelRatio || 1, Math.max(1, Math.sqrt(MOST_DOTS / (width * height))), 2);
    const fine = { width: Math.round(width * this.dots), height: Math.round(height * this.dots) };
    if (this.canvas.width !== fine.width || this.canvas.height !== fine.height) Object.assign(this.canvas, fine);
    this.look(() => this.view.resize(width, height));
  }

  look(work = () => {}) {
    if (!this.mask) return;
    work();
    const { x, y, scale, picture } = this.view;
    Object.assign(this.img.style, {
      width: `${picture.width * scale}px`,
      height: `${picture.height * scale}px`,
      transform: `translate(${x}px, ${y}px)`,
      imageRendering: scale * this.dots > 3 ? 'pixelated' : 'auto',
    });
    set(this.zoomed, `${Math.round(scale * 100) || '< 1'} %`);
    this.placeBox();
    this.placeRing();
    this.redraw();
  }

  // Until the next frame of the screen, all that changed is gathered; nothing named means everything.
  redraw(box = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }) {
    const { stale } = this;
    this.stale = {
      left: Math.min(box.left, stale?.left ?? Infinity),
      top: Math.min(box.top, stale?.top ?? Infinity),
      right: Math.max(box.right, stale?.right ?? -Infinity),
      bottom: Math.max(box.bottom, stale?.bottom ?? -Infinity),
    };
    if (!stale) requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { stale, canvas, dots, view } = this;
    this.stale = null;
    if (!this.mask || !dots) return;
    const line = Math.max(1, Math.round(1.25 * dots));
    const scale = view.scale * dots;
    const place = { x: view.x * dots, y: view.y * dots, scaleX: scale, scaleY: scale };
    const left = clamp(Math.floor(stale.left * scale + place.x) - line - 1, 0, canvas.width);
    const top = clamp(Math.floor(stale.top * scale + place.y) - line - 1, 0, canvas.height);
    const right = clamp(Math.ceil(stale.right * scale + place.x) + line + 1, left, canvas.width);
    const bottom = clamp(Math.ceil(stale.bottom * scale + place.y) + line + 1, top, canvas.height);
    if (right === left || bottom === top) return;
    shade(this.pen, this.mask, place, { left, top, width: right - left, height: bottom - top }, { line, ...TINT });
  }

  // Tools

  choose(tool) {
    this.tool = tool;
    for (const [name, one] of Object.entries(this.tools)) one.setAttribute('aria-pressed', String(name === tool));
    this.root.dataset.tool = tool;
    this.ring.hidden ||= tool === 'rectangle';
  }

  // From 4 pixels to half of the picture's short side, each step as many times larger as the one before.
  get size() {
    const { width, height } = this.view.picture;
    return Math.round(4 * Math.max(2, Math.min(width, height) / 8) ** (this.slider.value / 100));
  }

  resized(change = 0) {
    this.slider.value = Number(this.slider.value) + change;
    const words = t('card.mask.pixels', { size: this.size });
    set(this.sized, words);
    this.slider.setAttribute('aria-valuetext', words);
    this.slider.style.setProperty('--part', `${this.slider.value}%`);
    this.placeRing();
  }

  // While the slider is drawn the brush is seen in the middle, as large as it will be.
  tryRing() {
    this.pointer = { x: this.view.stage.width / 2, y: this.view.stage.height / 2 };
    this.ring.hidden = false;
    this.resized();
  }

  placeRing(at = this.pointer) {
    if (!at) return;
    this.pointer = at;
    const wide = this.size * this.view.scale;
    Object.assign(this.ring.style, {
      width: `${wide}px`, height: `${wide}px`, transform: `translate(${at.x - wide / 2}px, ${at.y - wide / 2}px)`,
    });
  }

  // The rectangle: one, whether it is drawn, moved by keys or typed

  setBox(box) {
    const { width, height } = this.view.picture;
    const left = clamp(Math.round(box.left) || 0, 0, width - 1);
    const top = clamp(Math.round(box.top) || 0, 0, height - 1);
    this.box = {
      left, top,
      width: clamp(Math.round(box.width) || 1, 1, width - left),
      height: clamp(Math.round(box.height) || 1, 1, height - top),
    };
    this.fields.forEach((field, place) => {
      if (field !== document.activeElement) field.value = this.box[SIDES[place]];
    });
    this.showBox();
  }

  typed() {
    this.setBox(Object.fromEntries(this.fields.map((field) => [field.dataset.box, Number(field.value)])));
  }

  showBox() {
    this.frame.hidden = false;
    this.placeBox();
  }

  placeBox() {
    if (!this.box) return;
    const { x, y, scale } = this.view;
    Object.assign(this.frame.style, {
      width: `${this.box.width * scale}px`,
      height: `${this.box.height * scale}px`,
      transform: `translate(${this.box.left * scale + x}px, ${this.box.top * scale + y}px)`,
    });
  }

  put(on) {
    if (this.mask) this.step(on ? 'added' : 'erased', () => this.mask.rectangle(this.box, on));
    this.fields.forEach((field, place) => { field.value = this.box[SIDES[place]]; });
  }

  // The pointer

  spot(event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return { x: event.clientX - left - this.stage.clientLeft, y: event.clientY - top - this.stage.clientTop };
  }

  down(event) {
    const touch = event.pointerType === 'touch';
    if (!this.mask || ![0, 1, 5].includes(event.button)) return; // 5 is the other end of a pen
    if (touch && this.act?.pen) return; // a hand that rests beside the pen
    if (this.act && !touch) this.drop();
    if (event.button === 1) event.preventDefault(); // it would start to scroll by itself
    this.canvas.setPointerCapture(event.pointerId);
    const at = this.spot(event);
    if (touch && event.isPrimary) this.fingers.clear(); // of one whose end never came
    if (touch) this.fingers.set(event.pointerId, at);
    if (touch && this.fingers.size > 1) {
      this.drop();
      this.act = { kind: 'pinch' };
      return;
    }
    this.act = { id: event.pointerId, pen: event.pointerType === 'pen', last: at };
    if (event.button === 1 || this.root.hasAttribute('data-held')) this.act.kind = 'pan';
    else if (this.tool === 'rectangle' && event.button === 0) this.beginBox(at);
    else this.beginStroke(event, at);
  }

  beginBox(at) {
    this.act.kind = 'box';
    this.act.from = this.view.pixel(at);
  }

  beginStroke(event, at) {
    this.act.kind = 'stroke';
    this.act.on = this.tool !== 'eraser' && event.button !== 5;
    this.act.last = this.view.pixel(at);
    this.mask.begin();
    this.stroke(event);
    this.frame.hidden = true;
    this.placeRing(at);
    this.ring.hidden = false;
  }

  stroke(event) {
    const to = this.view.pixel(this.spot(event));
    const pressed = event.pointerType === 'pen' ? 0.5 + event.pressure : 1;
    const radius = Math.max(0.75, (this.size * pressed) / 2);
    this.redraw(this.mask.line(this.act.last, to, radius, this.act.on));
    this.act.last = to;
  }

  move(event) {
    const { act } = this;
    const at = this.spot(event);
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, at);
    if (act?.kind === 'pinch') {
      this.pinch();
      return;
    }
    if (event.pointerType !== 'touch' || act) this.placeRing(at);
    if (event.pointerType !== 'touch') this.ring.hidden = !this.mask || this.tool === 'rectangle';
    if (!act || act.id !== event.pointerId) return;
    if (act.kind === 'stroke') {
      // On plain http there are no coalesced events.
      const all = event.getCoalescedEvents?.() || [];
      (all.length ? all : [event]).forEach((one) => this.stroke(one));
    } else if (act.kind === 'pan') {
      this.look(() => this.view.move(at.x - act.last.x, at.y - act.last.y));
      act.last = at;
    } else {
      this.drawBox(act.from, this.view.pixel(at));
    }
  }

  drawBox(from, to) {
    const { width, height } = this.view.picture;
    const left = clamp(Math.floor(Math.min(from.x, to.x)), 0, width);
    const top = clamp(Math.floor(Math.min(from.y, to.y)), 0, height);
    const right = clamp(Math.ceil(Math.max(from.x, to.x)), 0, width);
    const bottom = clamp(Math.ceil(Math.max(from.y, to.y)), 0, height);
    this.act.drawn = right > left && bottom > top;
    if (this.act.drawn) this.setBox({ left, top, width: right - left, height: bottom - top });
  }

  pinch() {
    const [one, two] = this.fingers.values();
    const { act } = this;
    if (!two) {
      act.spread = 0;
      return;
    }
    const middle = between(one, two);
    const spread = Math.hypot(one.x - two.x, one.y - two.y);
    if (act.spread) {
      this.look(() => {
        this.view.zoom(spread / act.spread, act.middle);
        this.view.move(middle.x - act.middle.x, middle.y - act.middle.y);
      });
    }
    Object.assign(act, { middle, spread });
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    const { act } = this;
    if (event.pointerType === 'touch') this.ring.hidden = true;
    if (act?.kind === 'pinch') {
      act.spread = 0;
      if (!this.fingers.size) this.act = null; // what is left of a gesture does not paint
      return;
    }
    if (!act || act.id !== event.pointerId) return;
    this.act = null;
    if (act.kind === 'stroke') this.change(null, () => this.mask.commit());
    if (act.kind === 'box' && act.drawn) this.put(true);
    if (act.kind === 'box') this.frame.hidden = true;
  }

  // What was begun is taken back: a second finger came, and then it was a gesture all along.
  drop() {
    if (this.act?.kind === 'stroke') {
      this.mask.cancel();
      this.redraw();
    }
    this.frame.hidden = true;
    this.ring.hidden = true;
    this.act = null;
  }

  // Two fingers on a touch pad are a wheel with Ctrl when they spread. Where the picture cannot go on, the page does.
  wheel(event) {
    if (!this.mask) return;
    const unit = event.deltaMode ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const turned = clamp(event.deltaY * unit, -30, 30);
      this.look(() => this.view.zoom(Math.exp(-turned / 100), this.spot(event)));
      return;
    }
    if (!this.view.move(-event.deltaX * unit, -event.deltaY * unit)) return;
    event.preventDefault();
    this.look();
  }

  // Keys, while the pad has the focus

  hold(held) {
    this.root.toggleAttribute('data-held', held);
  }

  key(event) {
    if (!this.mask || event.isComposing || event.altKey || event.target.type === 'number') return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const work = event.ctrlKey || event.metaKey ? this.commands(event)[key]
      : this.letters(event)[key] || (event.target === this.canvas && this.onStage(event)[key]);
    if (!work) return;
    event.preventDefault();
    event.stopPropagation();
    work();
  }

  commands(event) {
    return { z: () => (event.shiftKey ? this.redo : this.undo).click(), y: () => this.redo.click() };
  }

  letters(event) {
    const smaller = () => this.resized(-4);
    const larger = () => this.resized(4);
    const press = (name) => () => this.root.querySelector(`[data-act="${name}"]`).click();
    return {
      ...this.commands(event), y: null,
      b: press('brush'), e: press('eraser'), r: press('rectangle'), i: press('invert'),
      '[': smaller, ']': larger, '【': smaller, '】': larger,
      '+': press('zoom.in'), '=': press('zoom.in'), '-': press('zoom.out'), 0: press('zoom.fit'),
    };
  }

  onStage(event) {
    const keys = {
      ' ': () => this.hold(true),
      Enter: () => (this.frame.hidden ? this.showBox() : this.put(true)),
      Delete: () => this.frame.hidden || this.put(false),
      Backspace: () => this.frame.hidden || this.put(false),
    };
    if (!this.frame.hidden) keys.Escape = () => { this.frame.hidden = true; };
    if (ARROWS[event.key]) keys[event.key] = () => this.nudge(ARROWS[event.key], event.shiftKey);
    return keys;
  }

  nudge([x, y], grow) {
    const by = Math.max(1, Math.round(10 / this.view.scale));
    const { left, top, width, height } = this.box;
    const { picture } = this.view;
    this.setBox(grow
      ? { left, top, width: Math.max(1, width + x * by), height: Math.max(1, height + y * by) }
      : {
        left: clamp(left + x * by, 0, picture.width - width), top: clamp(top + y * by, 0, picture.height - height),
        width, height,
      });
    set(this.status, t('card.mask.box', this.box));
  }
}
