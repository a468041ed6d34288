// The mask of one picture: a bit for each of its pixels, set where it may change. Pure: no element, no text.
// @ts-check

/** @typedef {{x: number, y: number}} Point in pixels of the picture */
/** @typedef {{left: number, top: number, width: number, height: number}} Box in whole pixels of the picture */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Area in pixels of the picture */
/** @typedef {{start: number, words: Uint32Array}} Step words of the bitmap, and where the first of them stands */

const MAX_HISTORY_BYTES = 48e6; // that undo may hold; a stroke over a 12-megapixel photo needs 1.5 MB

/**
 * Counts the bits that are set.
 * @param {Uint32Array} words
 */
function countOnes(words) {
  let sum = 0;
  for (let index = 0; index < words.length; index += 1) {
    let word = words[index];
    if (!word) continue;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    sum += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return sum;
}

/** One bit per pixel: strokes, rectangles, fill, undo and redo. */
export class MaskBitmap {
  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.stride = Math.ceil(width / 32) * 4; // bytes of a row; the bits after its last pixel stay 0
    this.bits = new Uint8Array(this.stride * height);
    this.words = new Uint32Array(this.bits.buffer);
    this.count = 0;
    /** @type {Step[]} */
    this.undoSteps = [];
    /** @type {Step[]} */
    this.redoSteps = [];
    /** @type {Uint32Array | null} */
    this.before = null;
  }

  /** The part of the picture that may change: 0 to 1. */
  get share() {
    return this.count / (this.width * this.height);
  }

  get empty() {
    return this.count === 0;
  }

  get full() {
    return this.count === this.width * this.height;
  }

  get canUndo() {
    return this.undoSteps.length > 0;
  }

  get canRedo() {
    return this.redoSteps.length > 0;
  }

  /**
   * Counts anew, after the bits were written from outside.
   */
  recount() {
    this.count = countOnes(this.words);
  }

  /** @param {number} y */
  isRowEmpty(y) {
    const row = (y * this.stride) / 4;
    for (let index = row; index < row + this.stride / 4; index += 1) if (this.words[index]) return false;
    return true;
  }

  /**
   * Sets or clears a run of one row: from <= x < to.
   * @param {number} y
   * @param {number} from
   * @param {number} to
   * @param {boolean} on
   */
  fillSpan(y, from, to, on) {
    const left = Math.max(0, from);
    const right = Math.min(this.width, to) - 1;
    if (left > right) return;
    const first = y * this.stride + (left >> 3);
    const last = y * this.stride + (right >> 3);
    const head = 0xff >> (left & 7);
    const tail = 0xff & (0xff << (7 - (right & 7)));
    if (first === last) {
      this.setBits(first, head & tail, on);
      return;
    }
    this.setBits(first, head, on);
    this.setBits(last, tail, on);
    this.bits.fill(on ? 0xff : 0, first + 1, last);
  }

  /**
   * @param {number} index of a byte
   * @param {number} bits
   * @param {boolean} on
   */
  setBits(index, bits, on) {
    if (on) this.bits[index] |= bits;
    else this.bits[index] &= ~bits;
  }

  /**
   * Draws a line with a round pen: the pixels whose middle is within `radius` of it, which is one run in each row.
   * @param {Point} a
   * @param {Point} b
   * @param {number} radius
   * @param {boolean} on
   * @returns {Area} what may have changed
   */
  drawLine(a, b, radius, on) {
    const top = Math.max(0, Math.ceil(Math.min(a.y, b.y) - radius - 0.5));
    const bottom = Math.min(this.height - 1, Math.floor(Math.max(a.y, b.y) + radius - 0.5));
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const sideX = length ? (-(b.y - a.y) / length) * radius : 0;
    const sideY = length ? ((b.x - a.x) / length) * radius : 0;
    for (let y = top; y <= bottom; y += 1) {
      let from = Infinity;
      let to = -Infinity;
      const include = (/** @type {number} */ x) => {
        from = Math.min(from, x);
        to = Math.max(to, x);
      };
      for (const end of [a, b]) {
        const distance = y + 0.5 - end.y;
        if (Math.abs(distance) > radius) continue;
        const half = Math.sqrt(radius * radius - distance * distance);
        include(end.x - half);
        include(end.x + half);
      }
      for (const side of [1, -1]) {
        const part = (y + 0.5 - a.y - side * sideY) / (b.y - a.y);
        if (part >= 0 && part <= 1) include(a.x + side * sideX + part * (b.x - a.x));
      }
      if (from <= to) this.fillSpan(y, Math.ceil(from - 0.5), Math.floor(to - 0.5) + 1, on);
    }
    return { left: Math.min(a.x, b.x) - radius, right: Math.max(a.x, b.x) + radius, top, bottom: bottom + 1 };
  }

  /**
   * @param {Box} box
   * @param {boolean} on
   */
  fillRectangle({ left, top, width, height }, on) {
    const bottom = Math.min(this.height, top + height);
    for (let y = Math.max(0, top); y < bottom; y += 1) this.fillSpan(y, left, left + width, on);
  }

  clear() {
    this.bits.fill(0);
  }

  invert() {
    for (let index = 0; index < this.words.length; index += 1) this.words[index] = ~this.words[index];
    const last = this.width >> 3;
    for (let row = 0; row < this.bits.length; row += this.stride) {
      if (last === this.stride) continue;
      this.bits[row + last] &= ~(0xff >> (this.width & 7));
      this.bits.fill(0, row + last + 1, row + this.stride);
    }
  }

  /** Begins a step: what happens until `commit` is undone at once. */
  begin() {
    this.before = this.words.slice();
  }

  /**
   * Ends a step.
   * @returns {boolean} whether it changed anything
   */
  commit() {
    const { before, words } = this;
    if (!before) return false;
    this.before = null;
    let start = 0;
    let end = words.length;
    while (start < end && before[start] === words[start]) start += 1;
    while (end > start && before[end - 1] === words[end - 1]) end -= 1;
    if (start === end) return false;
    const changed = before.slice(start, end);
    this.count += countOnes(words.subarray(start, end)) - countOnes(changed);
    this.undoSteps.push({ start, words: changed });
    this.redoSteps = [];
    let bytes = this.undoSteps.reduce((sum, step) => sum + step.words.byteLength, 0);
    while (bytes > MAX_HISTORY_BYTES && this.undoSteps.length > 1) {
      bytes -= this.undoSteps[0].words.byteLength;
      this.undoSteps.shift();
    }
    return true;
  }

  /** Takes back what was done since `begin`. */
  cancel() {
    if (this.before) this.words.set(this.before);
    this.before = null;
  }

  /** @returns {boolean} whether there was a step to be undone */
  undo() {
    return this.restore(this.undoSteps, this.redoSteps);
  }

  /** @returns {boolean} whether there was a step to be done again */
  redo() {
    return this.restore(this.redoSteps, this.undoSteps);
  }

  /**
   * @param {Step[]} from
   * @param {Step[]} to
   */
  restore(from, to) {
    const step = from.pop();
    if (!step) return false;
    const { start, words } = step;
    const current = this.words.slice(start, start + words.length);
    this.count += countOnes(words) - countOnes(current);
    this.words.set(words, start);
    to.push({ start, words: current });
    return true;
  }
}
