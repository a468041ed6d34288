// A picture on its stage with a frame that is dragged: by mouse and finger at its handles, by the arrow keys on them.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import {
  SIDES, dragHandle, growthOf, moveFrame, placeOnStage, sizeOf,
} from './geometry.js';

const MARGIN = 26; // CSS pixels around the frame: half a handle and some
const STEP = 10; // pixels that an arrow key moves an edge, 1 with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const CORNERS = [['left', 'top'], ['right', 'top'], ['left', 'bottom'], ['right', 'bottom']];

export class FrameView {
  drag; picture; placement; grows; ratio; onInput; quarters; flip;
  /** @type {HTMLImageElement} */ image; /** @type {HTMLDivElement} */ ground;
  /** @type {HTMLDivElement[]} */ edges; /** @type {HTMLDivElement[]} */ corners;
  /** @type {HTMLDivElement} */ box; /** @type {HTMLDivElement} */ root;

  /**
   * `grows`: the frame lies around the picture, else inside it. `onInput(frame)` hears of each change that is made
   * here; `ratio()` is the ratio that a drag keeps, 0 for any.
   */
  constructor({ grows, onInput, ratio = () => 0 }) {
    Object.assign(this, { grows, onInput, ratio, frame: null, drag: null });
    this.build();
    new ResizeObserver(() => this.layout()).observe(this.root);
  }

  build() {
    this.image = el('img', { alt: '', draggable: 'false' });
    this.ground = el('div', { class: 'frame-ground' });
    this.edges = SIDES.map((side) => this.buildHandle([side], {
      role: 'slider', tabindex: 0, 'aria-orientation': side === 'left' || side === 'right' ? 'horizontal' : 'vertical',
    }));
    this.corners = CORNERS.map((sides) => this.buildHandle(sides, { 'aria-hidden': 'true' }));
    this.box = el('div', { class: 'frame-box' }, ...this.edges, ...this.corners);
    this.root = el('div', { class: 'frame-stage' }, this.ground, this.image, this.box);
    this.root.toggleAttribute('data-grows', this.grows);
    if (!this.grows) {
      Object.assign(this.box, { tabIndex: 0, ariaLabel: t('card.frame.move') });
      this.box.setAttribute('role', 'group');
      this.listen(this.box, null);
    }
  }

  // A corner is for pointers alone: its two edges do the same by keys.
  buildHandle(sides, attributes) {
    const handle = el('div', { class: `frame-handle ${sides.join('-')}`, 'data-handle': sides.join('-'), ...attributes });
    this.listen(handle, sides);
    return handle;
  }

  listen(handle, sides) {
    handle.addEventListener('pointerdown', (event) => this.beginDrag(event, handle, sides));
    handle.addEventListener('pointermove', (event) => this.continueDrag(event));
    for (const name of ['pointerup', 'pointercancel']) handle.addEventListener(name, () => this.endDrag());
    handle.addEventListener('keydown', (event) => this.pressKey(event, handle, sides));
  }

  beginDrag(event, handle, sides) {
    if (event.button !== 0 || event.target !== handle || !this.frame) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    this.drag = { sides, id: event.pointerId, x: event.clientX, y: event.clientY, from: this.frame };
  }

  continueDrag(event) {
    const { drag } = this;
    if (drag?.id !== event.pointerId) return;
    const { scale } = this.placement;
    this.change(drag.from, drag.sides, { x: (event.clientX - drag.x) / scale, y: (event.clientY - drag.y) / scale });
  }

  // Only then is all of it brought into view: while it is dragged, what is under the pointer stays there.
  endDrag() {
    this.drag = null;
    this.layout();
  }

  pressKey(event, handle, sides) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.target !== handle || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 1 : STEP;
    this.change(this.frame, sides, { x: arrow[0] * step, y: arrow[1] * step });
    this.layout();
  }

  change(from, sides, by) {
    const frame = sides ? dragHandle(from, sides, by, this.bounds, this.ratio()) : moveFrame(from, by, this.bounds);
    this.setFrame(frame);
    this.onInput(frame);
  }

  get bounds() {
    return { picture: this.picture, grows: this.grows };
  }

  /** Shows a picture; its size is that in which it stands, `quarters` (0 to 3, clockwise) and `flip` are done to it. */
  setPicture({ url, width, height, quarters = 0, flip = false }, frame) {
    this.picture = { width, height };
    Object.assign(this, { quarters, flip });
    if (this.image.getAttribute('src') !== url) this.image.src = url;
    this.frame = frame;
    this.layout();
  }

  clear() {
    this.frame = null;
    this.image.removeAttribute('src');
  }

  setFrame(frame) {
    this.frame = frame;
    this.draw();
  }

  /** Lays the picture out on the stage anew. */
  layout() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!this.frame || !width || !height || this.drag) return;
    this.placement = placeOnStage(this.frame, this.bounds, { width, height }, MARGIN);
    this.drawImage();
    this.draw();
  }

  drawImage() {
    const { scale, x, y } = this.placement;
    const { width, height } = this.picture;
    const [wide, tall] = this.quarters % 2 ? [height, width] : [width, height];
    Object.assign(this.image.style, {
      left: `${x + scale * (width - wide) / 2}px`,
      top: `${y + scale * (height - tall) / 2}px`,
      width: `${scale * wide}px`,
      height: `${scale * tall}px`,
      transform: `${this.flip ? 'scaleX(-1) ' : ''}rotate(${this.quarters * 90}deg)`,
    });
  }

  draw() {
    if (!this.placement) return;
    const { scale, x, y } = this.placement;
    const { width, height } = sizeOf(this.frame);
    const position = {
      left: `${x + scale * this.frame.left}px`, top: `${y + scale * this.frame.top}px`,
      width: `${scale * width}px`, height: `${scale * height}px`,
    };
    Object.assign(this.box.style, position);
    Object.assign(this.ground.style, position);
    const growth = growthOf(this.frame, this.picture);
    this.edges.forEach((edge, index) => this.describe(edge, SIDES[index], growth));
  }

  describe(edge, side, growth) {
    const pixels = this.grows ? growth[side] : -growth[side];
    const length = side === 'left' || side === 'right' ? this.picture.width : this.picture.height;
    const values = {
      'aria-label': t(`card.${this.grows ? 'expand' : 'crop'}.edge.${side}`),
      'aria-valuemin': 0, 'aria-valuemax': this.grows ? 3 * length : length, 'aria-valuenow': pixels + 0,
      'aria-valuetext': t('card.frame.pixels', { pixels: pixels + 0 }),
    };
    for (const [name, value] of Object.entries(values)) edge.setAttribute(name, value);
  }
}
