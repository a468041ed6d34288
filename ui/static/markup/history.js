// Marks with undo and redo, and which of them is selected. Pure.
// @ts-check

/** @typedef {import('./marks.js').Mark} Mark */

const MAX_STEPS = 100;

/** A list of marks. What is undone comes back by `redo` until something else is done. */
export class MarkHistory {
  /** @param {Mark[]} marks */
  constructor(marks = []) {
    this.marks = marks;
    this.selected = -1;
    /** @type {Mark[][]} */
    this.undoSteps = [];
    /** @type {Mark[][]} */
    this.redoSteps = [];
  }

  get canUndo() {
    return this.undoSteps.length > 0;
  }

  get canRedo() {
    return this.redoSteps.length > 0;
  }

  /** The mark that is selected. */
  get mark() {
    return this.marks[this.selected];
  }

  /** @param {Mark} mark it is selected then */
  add(mark) {
    this.change([...this.marks, mark]);
    this.selected = this.marks.length - 1;
  }

  /**
   * Puts another mark in the place of the selected one. With `joins` it is one step with the change before: a key that is
   * held moves a mark once, as a drag does.
   * @param {Mark} mark
   */
  replace(mark, { joins = false } = {}) {
    this.change(this.marks.map((other, index) => (index === this.selected ? mark : other)), { joins });
  }

  remove() {
    const { selected } = this;
    this.change(this.marks.filter((_, index) => index !== selected));
    this.selected = Math.min(selected, this.marks.length - 1);
  }

  clear() {
    this.change([]);
    this.selected = -1;
  }

  /** @param {number} by 1 for the next one, -1 for the one before; the first or last where none is selected */
  step(by) {
    const { length } = this.marks;
    if (!length) return;
    this.selected = this.selected < 0 && by < 0 ? length - 1 : (this.selected + by + length) % length;
  }

  undo() {
    this.move(this.undoSteps, this.redoSteps);
  }

  redo() {
    this.move(this.redoSteps, this.undoSteps);
  }

  /**
   * @param {Mark[][]} from
   * @param {Mark[][]} to
   */
  move(from, to) {
    const marks = from.pop();
    if (!marks) return;
    to.push(this.marks);
    this.marks = marks;
    this.selected = Math.min(this.selected, marks.length - 1);
  }

  /** @param {Mark[]} marks */
  change(marks, { joins = false } = {}) {
    if (!joins) this.undoSteps.push(this.marks);
    if (this.undoSteps.length > MAX_STEPS) this.undoSteps.shift();
    this.redoSteps = [];
    this.marks = marks;
  }
}
