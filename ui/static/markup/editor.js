// The markup editor: a picture on its stage and marks over it, by mouse, pen and finger, by keyboard, and by numbers.
// @ts-check

import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { keyHelp } from '../mask/controls.js';
import { Viewport, placeLayer } from '../mask/viewport.js';
import { drawMarks, drawSelection } from './draw.js';
import { MarkHistory } from './history.js';
import { HELP, handleKey } from './keyboard.js';
import { boundsOf, fitMark, lineWidth, markInMiddle, moveMark } from './marks.js';
import { MarkupPointer } from './pointer.js';
import { MarkForm, MarkList, MarkupToolbar } from './toolbar.js';
import { TextField } from './text_field.js';

const STEP = 10; // CSS pixels that an arrow key moves a mark
const PAN_STEP = 60; // and the picture, where no mark is selected

/** The marks of one picture at a time; `onChange()` hears of each change that was made here. */
export class MarkupEditor {
  picture;
  /** @type {MarkupToolbar} */ toolbar; /** @type {MarkForm} */ form; /** @type {MarkList} */ list;
  /** @type {HTMLImageElement} */ image; /** @type {HTMLCanvasElement} */ canvas; /** @type {TextField} */ textField;
  /** @type {HTMLDivElement} */ stage; /** @type {HTMLParagraphElement} */ status;
  /** @type {HTMLDivElement} */ root;

  constructor({ onChange }) {
    this.onChange = onChange;
    this.viewport = new Viewport();
    this.history = new MarkHistory();
    this.images = new Map();
    Object.assign(this, { tool: 'arrow', colour: 'red', width: 'medium', picture: null, draft: null });
    this.build();
    this.pointer = new MarkupPointer(this);
    this.pointer.listen(this.canvas);
    this.root.addEventListener('keydown', (event) => handleKey(this, event));
    new ResizeObserver(() => this.draw()).observe(this.stage);
  }

  build() {
    this.toolbar = new MarkupToolbar(this);
    this.form = new MarkForm({
      onBox: (box) => this.replace(fitMark(this.history.mark, box)),
      onText: (text) => (text.trim() ? this.replace({ ...this.history.mark, words: text }) : this.remove()),
    });
    this.list = new MarkList((index) => {
      this.select(index);
      this.reveal();
    });
    this.image = el('img', { alt: '', draggable: 'false' });
    this.canvas = el('canvas', { tabindex: '0', role: 'application', 'aria-label': t('card.markup.canvas') });
    this.textField = new TextField({
      viewport: this.viewport, onDone: (mark, words) => this.keepWords(mark, words), onLeave: () => this.focus(),
    });
    this.stage = el('div', { class: 'mask-stage' }, this.image, this.canvas, this.textField.root);
    this.status = el('p', { class: 'mask-status', role: 'status' });
    this.root = el('div', { class: 'mask-editor markup-editor', role: 'group', 'aria-label': t('card.markup.title') },
      this.toolbar.root, this.stage,
      el('div', { class: 'foot' }, this.status, this.list.root, this.form.root, keyHelp('card.markup.help', HELP)));
  }

  /** Opens a picture: any version of it that can be shown, with the size that the marks are drawn in. */
  async open({ url, width, height, marks, images }) {
    this.picture = { width, height };
    this.images = images;
    this.history = new MarkHistory(marks);
    this.viewport.picture = this.picture;
    this.pointer.view.clear();
    this.viewport.fit();
    this.stage.style.setProperty('--ratio', String(width / height));
    this.image.src = url;
    this.show(t('card.markup.said.none'));
    await this.image.decode().catch(() => set(this.status, t('card.markup.no_picture')));
  }

  get isOpen() {
    return Boolean(this.picture);
  }

  get marks() {
    return this.history.marks;
  }

  /** The style of the next mark. */
  get style() {
    return { colour: this.colour, width: lineWidth(this.width, this.picture) };
  }

  focus() {
    this.canvas.focus({ preventScroll: true });
  }

  // What changes

  add(mark) {
    this.history.add(mark);
    this.changed('added');
  }

  addByKey() {
    const { mark } = this.history;
    if (mark?.kind === 'text' && ['text', 'select'].includes(this.tool)) this.editWords();
    else if (this.tool !== 'select') this.addInMiddle(markInMiddle(this.tool, this.picture, this.style, this.marks.length));
  }

  addInMiddle(mark) {
    this.changeView(() => this.viewport.reveal(boundsOf(mark)));
    if (mark.kind === 'text') this.addWords(mark.points[0]);
    else this.add(mark);
  }

  replace(mark, options) {
    this.history.replace(mark, options);
    this.changed('moved');
  }

  remove() {
    if (!this.history.mark) return;
    const name = this.nameOf(this.history.mark);
    this.history.remove();
    this.changed('deleted', { name });
  }

  clear() {
    if (!this.marks.length) return;
    this.history.clear();
    this.changed('cleared');
  }

  undo() {
    if (!this.history.canUndo) return;
    this.history.undo();
    this.changed('undone');
  }

  redo() {
    if (!this.history.canRedo) return;
    this.history.redo();
    this.changed('redone');
  }

  nudge([x, y], { isResizing, joins }) {
    const { mark } = this.history;
    if (!mark || mark.kind === 'image') {
      this.changeView(() => this.viewport.pan(-x * PAN_STEP, -y * PAN_STEP));
      return;
    }
    const step = Math.max(1, Math.round(STEP / this.viewport.scale));
    const box = boundsOf(mark);
    const larger = { ...box, width: Math.max(4, box.width + x * step), height: Math.max(4, box.height + y * step) };
    this.replace(isResizing ? fitMark(mark, larger) : moveMark(mark, x * step, y * step, this.picture), { joins });
    this.reveal();
  }

  changed(key, params = {}) {
    this.show(this.sentence(key, params));
    this.onChange();
  }

  // What is chosen

  selectTool(tool) {
    this.textField.finish();
    this.tool = tool;
    this.show();
  }

  setColour(colour) {
    this.colour = colour;
    if (this.history.mark && this.history.mark.kind !== 'image') this.replace({ ...this.history.mark, colour });
    else this.show();
  }

  setWidth(width) {
    this.width = width;
    if (this.history.mark && this.history.mark.kind !== 'image') this.replace({ ...this.history.mark, width: lineWidth(width, this.picture) });
    else this.show();
  }

  select(index) {
    this.history.selected = index;
    this.show(index >= 0 ? this.sentence('selected') : '');
  }

  step(by) {
    this.history.step(by);
    if (this.history.mark) this.select(this.history.selected);
    this.reveal();
  }

  // Words are typed where they stand

  addWords(point) {
    this.typeWords({ kind: 'text', ...this.style, words: '', points: [point] });
  }

  editWords() {
    const { mark } = this.history;
    if (mark?.kind === 'text') this.typeWords(mark);
  }

  typeWords(mark) {
    this.textField.open(mark);
    this.draw();
  }

  // Nothing typed is no mark.
  keepWords(typed, words) {
    const isNew = !this.marks.includes(typed);
    const mark = { ...typed, words };
    if (isNew && words) this.add(moveMark(mark, 0, 0, this.picture));
    else if (!isNew && !words) this.remove();
    else if (!isNew && words !== typed.words) this.replace(mark);
    else this.draw();
  }

  // What is shown

  zoom(factor) {
    this.changeView(() => this.viewport.zoom(factor));
  }

  fit() {
    this.changeView(() => this.viewport.fit());
  }

  /** Zooms or pans, and shows it. */
  changeView(change = () => {}) {
    if (!this.isOpen) return;
    change();
    this.draw();
  }

  // The selected mark may lie outside of what is zoomed in on.
  reveal() {
    const { mark } = this.history;
    if (mark && mark.kind !== 'image') this.changeView(() => this.viewport.reveal(boundsOf(mark)));
  }

  /** @param {{kind: string, words?: string}} mark */
  nameOf({ kind, words }) {
    const name = t(`card.markup.${kind === 'image' ? 'earlier' : kind}`);
    return words ? `${name} “${words}”` : name;
  }

  sentence(key, params = {}) {
    const { mark } = this.history;
    const box = mark && mark.kind !== 'image' ? boundsOf(mark) : { left: 0, top: 0, width: 0, height: 0 };
    const numbers = Object.fromEntries(Object.entries(box).map(([name, value]) => [name, Math.round(value)]));
    return t(`card.markup.said.${key}`, { name: mark ? this.nameOf(mark) : '', ...numbers, ...params });
  }

  show(sentence) {
    if (sentence !== undefined) set(this.status, sentence);
    const { tool, colour, width, history } = this;
    this.toolbar.show({ tool, colour, width, history });
    this.list.show(this.marks.map((mark) => this.nameOf(mark)), history.selected);
    const { mark } = history;
    this.form.show(mark && mark.kind !== 'image' ? boundsOf(mark) : null, mark?.kind === 'text' ? mark.words : undefined);
    this.root.dataset.tool = tool;
    this.draw();
  }

  /** A mark as it is being drawn or moved, null for none. */
  showDraft(mark) {
    this.draft = mark;
    this.draw();
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!this.picture || !width || !height) return;
    const { canvas, viewport } = this;
    const dots = Math.min(window.devicePixelRatio || 1, 2);
    const size = { width: Math.round(width * dots), height: Math.round(height * dots) };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    viewport.resize(width, height);
    const { x, y, scale } = viewport;
    placeLayer(this.image, viewport, dots);
    this.toolbar.zoom.show(scale);
    const context = canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(scale * dots, 0, 0, scale * dots, x * dots, y * dots);
    drawMarks(context, this.shownMarks(), this.images, this.picture);
    const selected = this.pointer.gesture?.kind === 'draw' ? null : this.draft || this.history.mark;
    if (selected && selected.kind !== 'image' && !this.textField.mark) drawSelection(context, selected, scale);
    this.textField.position();
  }

  // A mark that is being drawn stands on top, one that is being moved or typed in its place.
  shownMarks() {
    const { draft, textField, history, pointer } = this;
    const isNew = pointer.gesture?.kind === 'draw';
    const marks = this.marks.map((mark, index) => (index === history.selected && draft && !isNew ? draft : mark));
    if (draft && isNew) marks.push(draft);
    return marks.filter((mark) => mark !== textField.mark);
  }
}
