// Zoom and pan of a stage by two fingers, by the wheel, and by a pointer that moves the picture.
// @ts-check

import { clamp } from '../lib/clamp.js';


const WHEEL_LINE = 16; // pixels

const middleOf = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/**
 * `changeView(change)` changes the viewport and shows it; `root` is the editor's, which says while its picture is held.
 * Fingers pinch from when a second one comes until the last one goes.
 */
export class ViewGestures {
  root; stage; viewport; changeView; middle;
  /** @type {Map<any, any>} */ fingers; /** @type {boolean} */ isPinching; /** @type {number} */ spread;

  constructor({ root, stage, viewport, changeView }) {
    Object.assign(this, {
      root, stage, viewport, changeView,
    });
    this.clear();
  }

  /** Listens to the wheel on the canvas, while `isOpen()`, and to the end of a key that holds the picture. */
  listen(canvas, isOpen) {
    canvas.addEventListener('wheel', (event) => isOpen() && this.wheel(event), { passive: false });
    canvas.addEventListener('blur', () => this.holdPan(false));
    this.root.addEventListener('keyup', (event) => event.key === ' ' && this.holdPan(false));
  }

  /** As long as it is held, the pointer moves the picture. */
  holdPan(isHeld) {
    this.root.toggleAttribute('data-held', isHeld);
  }

  get isPanHeld() {
    return this.root.hasAttribute('data-held');
  }

  clear() {
    this.fingers = new Map(); // where each finger is
    this.isPinching = false;
  }

  /** The point of the stage at which an event is. */
  locate({ clientX, clientY }) {
    const { stage } = this;
    const { left, top } = stage.getBoundingClientRect();
    return { x: clientX - left - stage.clientLeft, y: clientY - top - stage.clientTop };
  }

  /** Follows a finger that comes. Returns whether it is one of two or more, which zoom and move the picture. */
  addFinger(event) {
    if (event.isPrimary) this.clear(); // of one whose end never came
    this.fingers.set(event.pointerId, this.locate(event));
    if (this.fingers.size > 1) Object.assign(this, { isPinching: true, spread: 0 });
    return this.isPinching;
  }

  /** Follows a pointer that moves. Returns whether it zoomed or moved the picture. */
  movePointer(event) {
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, this.locate(event));
    if (this.isPinching) this.pinch();
    return this.isPinching;
  }

  /** Follows a pointer that goes. Returns whether it was one of a pinch: what is left of one draws nothing. */
  removePointer(event) {
    const wasPinching = this.isPinching;
    this.fingers.delete(event.pointerId);
    this.spread = 0;
    this.isPinching &&= this.fingers.size > 0;
    return wasPinching;
  }

  pinch() {
    const { viewport } = this;
    const [one, two] = this.fingers.values();
    if (!two) {
      this.spread = 0;
      return;
    }
    const middle = middleOf(one, two);
    const spread = Math.hypot(one.x - two.x, one.y - two.y);
    if (this.spread) {
      this.changeView(() => {
        viewport.zoom(spread / this.spread, this.middle);
        viewport.pan(middle.x - this.middle.x, middle.y - this.middle.y);
      });
    }
    Object.assign(this, { middle, spread });
  }

  /** Moves the picture as far as a pointer moved. */
  pan(from, to) {
    this.changeView(() => this.viewport.pan(to.x - from.x, to.y - from.y));
  }

  /** Zooms with Ctrl, as two fingers on a touch pad do, else pans; where the picture cannot go on, the page does. */
  wheel(event) {
    const { viewport } = this;
    const unit = event.deltaMode ? WHEEL_LINE : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const delta = clamp(event.deltaY * unit, -30, 30);
      this.changeView(() => viewport.zoom(Math.exp(-delta / 100), this.locate(event)));
      return;
    }
    if (!viewport.pan(-event.deltaX * unit, -event.deltaY * unit)) return;
    event.preventDefault();
    this.changeView();
  }
}
