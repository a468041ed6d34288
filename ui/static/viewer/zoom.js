// Zoom of the viewer: by wheel, double click, two fingers and key; what is larger than the window is dragged.
// A picture that is shown whole is swiped.
// @ts-check

import { clamp } from '../lib/clamp.js';

const LARGEST = 8; // screen pixels of one pixel of the picture
const WHEEL = 0.0018; // of the logarithm of the scale, by pixel of a wheel
const SWIPE = 60; // px that are a swipe
/** @typedef {[number, number]} Point */

/**
 * How far a finger has come, along the axis on which it came farther.
 * @param {{x: number, y: number}} start
 * @param {PointerEvent} event
 */
function swipeFrom(start, { clientX, clientY, pointerType }) {
  const [x, y] = [clientX - start.x, pointerType === 'mouse' ? 0 : clientY - start.y];
  return Math.abs(x) >= Math.abs(y) ? { x, y: 0 } : { x: 0, y };
}

export class Zoom {
  /**
   * `viewport` is what the picture is shown in. `onSwipe(x, y)` hears of a swipe over a picture that is shown whole: one
   * of both is -1 or 1, to the right and down. Up and down there is none by mouse.
   * @param {{viewport: HTMLElement, image: HTMLImageElement, onSwipe: (x: number, y: number) => void}} parts
   */
  constructor({ viewport, image, onSwipe }) {
    this.viewport = viewport;
    this.image = image;
    this.onSwipe = onSwipe;
    /** @type {Map<number, Point>} where each finger is */
    this.pointers = new Map();
    /** @type {{x: number, y: number} | null} where a swipe began */
    this.start = null;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    viewport.addEventListener('wheel', (event) => this.handleWheel(event), { passive: false });
    viewport.addEventListener('dblclick', (event) => this.toggle(event));
    viewport.addEventListener('pointerdown', (event) => this.handleDown(event));
    viewport.addEventListener('pointermove', (event) => this.pointers.has(event.pointerId) && this.handleMove(event));
    viewport.addEventListener('pointerup', (event) => this.handleUp(event));
    viewport.addEventListener('pointercancel', (event) => this.handleUp(event));
    this.reset();
  }

  get isZoomed() {
    return this.scale > 1;
  }

  /** The scale at which one pixel of the picture is one of the screen. */
  get pixelScale() {
    return this.image.naturalWidth / devicePixelRatio / (this.image.offsetWidth || 1);
  }

  /** The whole picture. */
  reset() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
    this.draw();
  }

  /**
   * To its own pixels at the point that was pressed, or back. A picture smaller than the window is enlarged.
   * @param {{clientX?: number, clientY?: number}} [point]
   */
  toggle({ clientX, clientY } = {}) {
    if (this.isZoomed) this.reset();
    else this.zoomTo(this.pixelScale > 1 ? this.pixelScale : 2, clientX, clientY);
  }

  /**
   * About a point of the window, its middle where none is given, which stays where it is.
   * @param {number} scale
   * @param {number} [clientX]
   * @param {number} [clientY]
   */
  zoomTo(scale, clientX, clientY) {
    const { left, top, width, height } = this.viewport.getBoundingClientRect();
    const [x, y] = [(clientX ?? left + width / 2) - left - width / 2, (clientY ?? top + height / 2) - top - height / 2];
    const next = clamp(scale, 1, Math.max(2, this.pixelScale * LARGEST));
    const factor = next / this.scale;
    this.x = x - (x - this.x) * factor;
    this.y = y - (y - this.y) * factor;
    this.scale = next;
    this.draw();
  }

  draw() {
    const { image, viewport, scale } = this;
    const room = (/** @type {number} */ own, /** @type {number} */ whole) => Math.max(0, (own * scale - whole) / 2);
    const [across, down] = [room(image.offsetWidth, viewport.clientWidth), room(image.offsetHeight, viewport.clientHeight)];
    this.x = clamp(this.x, -across, across);
    this.y = clamp(this.y, -down, down);
    image.style.transform = scale > 1 ? `translate(${this.x}px, ${this.y}px) scale(${scale})` : '';
    viewport.toggleAttribute('data-zoomed', scale > 1);
    viewport.toggleAttribute('data-pixels', scale > 1 && scale >= this.pixelScale);
  }

  /** @param {WheelEvent} event */
  handleWheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.zoomTo(this.scale * Math.exp(-event.deltaY * lines * WHEEL), event.clientX, event.clientY);
  }

  /** @param {PointerEvent} event */
  handleDown(event) {
    if (event.button) return;
    this.viewport.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.start = { x: event.clientX, y: event.clientY };
  }

  /** @param {PointerEvent} event */
  handleMove(event) {
    const before = [...this.pointers.values()];
    const [oldX, oldY] = this.pointers.get(event.pointerId) ?? [event.clientX, event.clientY];
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (before.length === 2) {
      this.pinch(before, [...this.pointers.values()]);
    } else if (this.isZoomed) {
      this.x += event.clientX - oldX;
      this.y += event.clientY - oldY;
      this.draw();
    } else if (this.start) {
      const { x, y } = swipeFrom(this.start, event);
      this.image.style.translate = `${x}px ${y}px`;
    }
  }

  /**
   * @param {Point[]} before
   * @param {Point[]} after
   */
  pinch(before, after) {
    const distance = (/** @type {Point[]} */ [[ax, ay], [bx, by]]) => Math.hypot(ax - bx, ay - by) || 1;
    const [[ax, ay], [bx, by]] = after;
    this.start = null;
    this.image.style.translate = '';
    this.zoomTo(this.scale * (distance(after) / distance(before)), (ax + bx) / 2, (ay + by) / 2);
  }

  /** @param {PointerEvent} event */
  handleUp(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
    this.image.style.translate = '';
    if (this.isZoomed || !this.start || event.type !== 'pointerup') return;
    const { x, y } = swipeFrom(this.start, event);
    if (Math.abs(x) + Math.abs(y) > SWIPE) this.onSwipe(Math.sign(x), Math.sign(y));
  }
}
