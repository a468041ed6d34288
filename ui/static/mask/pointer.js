// Pointer gestures on the mask's canvas: strokes, the rectangle, panning, pinching and the wheel.
import { clamp } from './viewport.js';

const PEN_ERASER = 5; // the button that is the other end of a pen
const WHEEL_LINE = 16; // pixels

const middleOf = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** What pointers do on the canvas, one gesture at a time. */
export class PointerGestures {
  constructor(editor) {
    this.editor = editor;
    this.fingers = new Map(); // where each finger is
    this.gesture = null; // what the pointer is doing: its kind is stroke, box, pan or pinch
  }

  get isActive() {
    return Boolean(this.gesture);
  }

  listen(canvas) {
    canvas.addEventListener('pointerdown', (event) => this.pointerDown(event));
    canvas.addEventListener('pointermove', (event) => this.pointerMove(event));
    canvas.addEventListener('pointerup', (event) => this.pointerUp(event));
    canvas.addEventListener('pointercancel', (event) => this.pointerUp(event));
    canvas.addEventListener('pointerleave', () => { this.editor.overlay.ring.hidden = true; });
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  clear() {
    this.gesture = null;
    this.fingers.clear();
  }

  /** The point of the stage at which an event is. */
  locate(event) {
    const { stage } = this.editor;
    const { left, top } = stage.getBoundingClientRect();
    return { x: event.clientX - left - stage.clientLeft, y: event.clientY - top - stage.clientTop };
  }

  pointerDown(event) {
    const { editor, fingers } = this;
    const isTouch = event.pointerType === 'touch';
    if (!editor.bitmap || ![0, 1, PEN_ERASER].includes(event.button)) return;
    if (isTouch && this.gesture?.isPen) return; // a hand that rests beside the pen
    if (this.gesture && !isTouch) this.drop();
    if (event.button === 1) event.preventDefault(); // it would start to scroll by itself
    editor.overlay.canvas.setPointerCapture(event.pointerId);
    const point = this.locate(event);
    if (isTouch && event.isPrimary) fingers.clear(); // of one whose end never came
    if (isTouch) fingers.set(event.pointerId, point);
    if (isTouch && fingers.size > 1) {
      this.drop();
      this.gesture = { kind: 'pinch' };
      return;
    }
    this.gesture = { id: event.pointerId, isPen: event.pointerType === 'pen', last: point };
    if (event.button === 1 || editor.isPanHeld) this.gesture.kind = 'pan';
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
    const to = editor.viewport.toPixel(this.locate(event));
    const pressure = event.pointerType === 'pen' ? 0.5 + event.pressure : 1;
    const radius = Math.max(0.75, (editor.size * pressure) / 2);
    editor.overlay.invalidate(editor.bitmap.drawLine(gesture.last, to, radius, gesture.on));
    gesture.last = to;
  }

  pointerMove(event) {
    const { editor, gesture } = this;
    const isTouch = event.pointerType === 'touch';
    const point = this.locate(event);
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, point);
    if (gesture?.kind === 'pinch') {
      this.pinch();
      return;
    }
    if (!isTouch || gesture) editor.placeRing(point);
    if (!isTouch) editor.overlay.ring.hidden = !editor.bitmap || editor.tool === 'rectangle';
    if (!gesture || gesture.id !== event.pointerId) return;
    if (gesture.kind === 'stroke') {
      const events = event.getCoalescedEvents?.() || []; // there are none on plain http
      (events.length ? events : [event]).forEach((one) => this.drawStroke(one));
    } else if (gesture.kind === 'pan') {
      editor.look(() => editor.viewport.pan(point.x - gesture.last.x, point.y - gesture.last.y));
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

  pinch() {
    const { editor: { viewport }, gesture } = this;
    const [one, two] = this.fingers.values();
    if (!two) {
      gesture.spread = 0;
      return;
    }
    const middle = middleOf(one, two);
    const spread = Math.hypot(one.x - two.x, one.y - two.y);
    if (gesture.spread) {
      this.editor.look(() => {
        viewport.zoom(spread / gesture.spread, gesture.middle);
        viewport.pan(middle.x - gesture.middle.x, middle.y - gesture.middle.y);
      });
    }
    Object.assign(gesture, { middle, spread });
  }

  pointerUp(event) {
    const { editor, gesture } = this;
    this.fingers.delete(event.pointerId);
    if (event.pointerType === 'touch') editor.overlay.ring.hidden = true;
    if (gesture?.kind === 'pinch') {
      gesture.spread = 0;
      if (!this.fingers.size) this.gesture = null; // what is left of a gesture does not paint
      return;
    }
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

  /** Zooms with Ctrl, as two fingers on a touch pad do, else pans; where the picture cannot go on, the page does. */
  wheel(event) {
    const { editor, editor: { viewport } } = this;
    if (!editor.bitmap) return;
    const unit = event.deltaMode ? WHEEL_LINE : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const delta = clamp(event.deltaY * unit, -30, 30);
      editor.look(() => viewport.zoom(Math.exp(-delta / 100), this.locate(event)));
      return;
    }
    if (!viewport.pan(-event.deltaX * unit, -event.deltaY * unit)) return;
    event.preventDefault();
    editor.look();
  }
}
