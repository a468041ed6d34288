// Pointer gestures on the canvas of the markup editor: drawing, selecting, moving, and pulling at a handle.
// @ts-check

import { ViewGestures } from '../mask/view_gestures.js';
import {
  boundsOf, fitMark, handleOf, markAt, markOfDrag, moveMark,
} from './marks.js';

const REACH = 12; // CSS pixels around a mark or a handle that still count as on it
const TOUCH_REACH = 22;

/** What the pointer does: one gesture at a time, its kind is draw, move, resize or pan. */
export class MarkupPointer {
  constructor(editor) {
    this.editor = editor;
    this.view = new ViewGestures({
      root: editor.root, stage: editor.stage, viewport: editor.viewport, changeView: (change) => editor.changeView(change),
    });
    /** @type {any} */
    this.gesture = null;
  }

  listen(canvas) {
    canvas.addEventListener('pointerdown', (event) => this.pointerDown(event));
    canvas.addEventListener('pointermove', (event) => this.pointerMove(event));
    canvas.addEventListener('pointerup', (event) => this.pointerUp(event));
    canvas.addEventListener('pointercancel', (event) => this.pointerCancel(event));
    canvas.addEventListener('dblclick', () => this.editor.editWords());
    this.view.listen(canvas, () => this.editor.isOpen);
  }

  locate(event) {
    return this.editor.viewport.toPixel(this.view.locate(event));
  }

  pointerDown(event) {
    const { editor, view } = this;
    if (!editor.isOpen || ![0, 1].includes(event.button)) return;
    if (event.pointerType === 'touch' && view.addFinger(event)) {
      editor.canvas.setPointerCapture(event.pointerId);
      this.cancel(); // a second finger: it was no drawing
      return;
    }
    event.preventDefault(); // else the canvas takes the focus from words that are being typed only after they were kept
    editor.textField.finish();
    editor.focus();
    editor.canvas.setPointerCapture(event.pointerId);
    if (event.button === 1 || view.isPanHeld) {
      this.gesture = { kind: 'pan', last: view.locate(event) };
      return;
    }
    this.beginOnMark(event);
  }

  // Pulls at a handle, moves what is under the pointer, or begins to draw.
  beginOnMark(event) {
    const { editor } = this;
    const point = this.locate(event);
    const reach = (event.pointerType === 'touch' ? TOUCH_REACH : REACH) / editor.viewport.scale;
    if (this.beginResize(point, reach)) return;
    const { history } = editor;
    const under = markAt(history.marks, point, reach);
    if (under >= 0 && (editor.tool === 'select' || under === history.selected || editor.tool === 'text')) {
      if (under !== history.selected) editor.select(under);
      this.gesture = { kind: 'move', from: point, mark: history.mark };
    } else if (editor.tool === 'select') {
      editor.select(-1);
    } else {
      if (history.mark) editor.select(-1);
      this.gesture = { kind: 'draw', path: [point] };
    }
  }

  // The head of an arrow, or the lower right corner.
  beginResize(point, reach) {
    const { history: { mark } } = this.editor;
    const handle = mark && mark.kind !== 'image' && handleOf(mark);
    if (!handle || Math.hypot(handle.x - point.x, handle.y - point.y) > reach) return false;
    this.gesture = { kind: 'resize', from: point, mark, handle };
    return true;
  }

  pointerMove(event) {
    const { editor, gesture, view } = this;
    if (view.movePointer(event) || !gesture) return;
    if (gesture.kind === 'pan') {
      const at = view.locate(event);
      view.pan(gesture.last, at);
      gesture.last = at;
      return;
    }
    const point = this.locate(event);
    if (gesture.kind === 'draw') {
      const events = event.getCoalescedEvents?.() || []; // there are none on plain http
      gesture.path.push(...(events.length ? events : [event]).map((one) => this.locate(one)));
      editor.showDraft(markOfDrag(editor.tool, gesture.path, editor.style));
      return;
    }
    const [dx, dy] = [point.x - gesture.from.x, point.y - gesture.from.y];
    gesture.changed = gesture.kind === 'move' ? moveMark(gesture.mark, dx, dy, editor.picture) : pull(gesture, dx, dy);
    editor.showDraft(gesture.changed);
  }

  pointerUp(event) {
    const { editor, gesture } = this;
    if (this.view.removePointer(event) || !gesture) return;
    this.gesture = null;
    editor.showDraft(null);
    if (gesture.kind === 'draw') this.finishDrawing(event, gesture.path);
    else if (gesture.changed) editor.replace(gesture.changed);
  }

  finishDrawing(event, path) {
    const { editor } = this;
    const point = this.locate(event);
    if (editor.tool === 'text') {
      editor.addWords(point);
      return;
    }
    const mark = markOfDrag(editor.tool, path, editor.style);
    if (mark) editor.add(mark);
    else editor.select(markAt(editor.history.marks, point, REACH / editor.viewport.scale));
  }

  pointerCancel(event) {
    this.view.removePointer(event);
    this.cancel();
  }

  cancel() {
    this.gesture = null;
    this.editor.showDraft(null);
  }
}

function pull({ mark, handle }, dx, dy) {
  if (mark.kind === 'arrow') return { ...mark, points: [mark.points[0], { x: handle.x + dx, y: handle.y + dy }] };
  const { left, top, width, height } = boundsOf(mark);
  return fitMark(mark, { left, top, width: Math.max(4, width + dx), height: Math.max(4, height + dy) });
}
