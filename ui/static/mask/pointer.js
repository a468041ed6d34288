// Pointer gestures on the mask's canvas: strokes, the rectangle, and those that zoom and move the picture.
// @ts-check

import { clamp } from '../lib/clamp.js';
import { ViewGestures } from './view_gestures.js';

const PEN_ERASER = 5; // the button that is the other end of a pen

/** What pointers do on the canvas, one gesture at a time. */
export class PointerGestures {
  constructor(editor) {
    this.editor = editor;
    this.view = new ViewGestures({
      root: editor.root, stage: editor.stage, viewport: editor.viewport, changeView: (change) => editor.changeView(change),
    });
    /** @type {any} */
    this.gesture = null; // what the pointer is doing: its kind is stroke, box or pan
  }

  get isActive() {
    return Boolean(this.gesture) || this.view.isPinching;
  }

  listen(canvas) {
    canvas.addEventListener('pointerdown', (event) => this.pointerDown(event));
    canvas.addEventListener('pointermove', (event) => this.pointerMove(event));
    canvas.addEventListener('pointerup', (event) => this.pointerUp(event));
    canvas.addEventListener('pointercancel', (event) => this.pointerUp(event));
    canvas.addEventListener('pointerleave', () => { this.editor.overlay.ring.hidden = true; });
    this.view.listen(canvas, () => Boolean(this.editor.bitmap));
  }

  clear() {
    this.gesture = null;
    this.view.clear();
  }

  pointerDown(event) {
    const { editor, view } = this;
    const isTouch = event.pointerType === 'touch';
    if (!editor.bitmap || ![0, 1, PEN_ERASER].includes(event.button)) return;
    if (isTouch && this.gesture?.isPen) return; // a hand that rests beside the pen
    if (this.isActive && !isTouch) {
      this.drop();
      view.clear();
    }
    if (event.button === 1) event.preventDefault(); // it would start to scroll by itself
    editor.overlay.canvas.setPointerCapture(event.pointerId);
    const point = view.locate(event);
    if (isTouch && view.addFinger(event)) {
      this.drop();
      return;
    }
    this.gesture = { id: event.pointerId, isPen: event.pointerType === 'pen', last: point };
    if (event.button === 1 || view.isPanHeld) this.gesture.kind = 'pan';
    else if (editor.tool === 'rectangle' && event.button === 0) this.beginBox(point);
    else this.beginStroke(event, point);
  }

  beginBox(point) {
    Object.assign(this.gesture, { kind: 'box', from: this.editor.viewport.toPixel(point), isDrawn: false });
  }

  beginStroke(event, point) {
    const { editor } = this;
    const on = editor.tool !== 'eraser' && event.button !== PEN_ERASER;
    Object.assign(this.gesture, { kind: 'stroke', on, last: editor.viewport.toPixel(point) });
    editor.bitmap.begin();
    this.drawStroke(event);
    editor.overlay.frame.hidden = true;
    editor.placeRing(point);
    editor.overlay.ring.hidden = false;
  }

  drawStroke(event) {
    const { editor, gesture } = this;
    const to = editor.viewport.toPixel(this.view.locate(event));
    const pressure = event.pointerType === 'pen' ? 0.5 + event.pressure : 1;
    const radius = Math.max(0.75, (editor.size * pressure) / 2);
    editor.overlay.invalidate(editor.bitmap.drawLine(gesture.last, to, radius, gesture.on));
    gesture.last = to;
  }

  pointerMove(event) {
    const { editor, gesture, view } = this;
    const isTouch = event.pointerType === 'touch';
    const point = view.locate(event);
    if (view.movePointer(event)) return;
    if (!isTouch || gesture) editor.placeRing(point);
    if (!isTouch) editor.overlay.ring.hidden = !editor.bitmap || editor.tool === 'rectangle';
    if (!gesture || gesture.id !== event.pointerId) return;
    if (gesture.kind === 'stroke') {
      const events = event.getCoalescedEvents?.() || []; // there are none on plain http
      (events.length ? events : [event]).forEach((one) => this.drawStroke(one));
    } else if (gesture.kind === 'pan') {
      view.pan(gesture.last, point);
      gesture.last = point;
    } else {
      this.drawBox(gesture.from, editor.viewport.toPixel(point));
    }
  }

  drawBox(from, to) {
    const { width, height } = this.editor.viewport.picture;
    const left = clamp(Math.floor(Math.min(from.x, to.x)), 0, width);
    const top = clamp(Math.floor(Math.min(from.y, to.y)), 0, height);
    const right = clamp(Math.ceil(Math.max(from.x, to.x)), 0, width);
    const bottom = clamp(Math.ceil(Math.max(from.y, to.y)), 0, height);
    this.gesture.isDrawn = right > left && bottom > top;
    if (this.gesture.isDrawn) this.editor.setBox({ left, top, width: right - left, height: bottom - top });
  }

  pointerUp(event) {
    const { editor, gesture } = this;
    if (event.pointerType === 'touch') editor.overlay.ring.hidden = true;
    if (this.view.removePointer(event)) return;
    if (!gesture || gesture.id !== event.pointerId) return;
    this.gesture = null;
    if (gesture.kind === 'stroke') editor.change(null, () => editor.bitmap.commit());
    if (gesture.kind === 'box' && gesture.isDrawn) editor.fillBox(true);
    if (gesture.kind === 'box') editor.overlay.frame.hidden = true;
  }

  /** Takes back what was begun: a second finger came, and then it was a gesture all along. */
  drop() {
    const { editor } = this;
    if (this.gesture?.kind === 'stroke') {
      editor.bitmap.cancel();
      editor.overlay.invalidate();
    }
    editor.overlay.frame.hidden = true;
    editor.overlay.ring.hidden = true;
    this.gesture = null;
  }
}
