// Marks over a picture: arrows, circles, strokes and words, in pixels of the picture. Pure: no element, no text.
//
// A mark is never changed: each function returns a new one.
// @ts-check

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {(typeof COLOUR_NAMES)[number]} Colour */
/** @typedef {{colour: Colour, width: number}} Style `width` of the line, in pixels of the picture */
/**
 * `points`: of an arrow its tail and its head, of an ellipse two opposite corners, of a stroke all of it, of words their
 * upper left corner. `image`: marks of earlier, of which only the picture is known; it covers everything.
 * @typedef {{kind: 'arrow' | 'ellipse' | 'pen' | 'text' | 'image', points: Point[], words?: string, url?: string} & Style} Mark
 */

export const KINDS = /** @type {const} */ (['arrow', 'ellipse', 'pen', 'text']);
const COLOUR_NAMES = /** @type {const} */ (['red', 'yellow', 'blue', 'black']);
/** The widths of lines, as shares of the picture's short side. */
export const WIDTHS = { thin: 0.005, medium: 0.01, thick: 0.02 };
const WORD_HEIGHT = 6; // the height of words, in widths of the line
const MIN_TEXT_HEIGHT = 14; // pixels
const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/; // as wide as high
const MIN_DRAG = 3; // widths of the line: what is drawn shorter is a press

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
const roundPoint = (/** @type {Point} */ { x, y }) => ({ x: round(x), y: round(y) });

/**
 * The width of a line in pixels of the picture.
 * @param {keyof typeof WIDTHS} name
 * @param {Size} picture
 */
export const lineWidth = (name, { width, height }) => Math.max(1, round(WIDTHS[name] * Math.min(width, height)));

/** @param {Mark} mark the height of its words */
export const wordHeight = ({ width }) => Math.max(MIN_TEXT_HEIGHT, WORD_HEIGHT * width);

/** @param {Mark} mark */
function wordsWidth(mark) {
  const em = [...(mark.words || ' ')].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1 : 0.56), 0);
  return em * wordHeight(mark);
}

/**
 * The box around a mark's own points, without its line.
 * @param {Mark} mark
 * @returns {Box}
 */
export function boundsOf(mark) {
  if (mark.kind === 'text') {
    const [{ x, y }] = mark.points;
    return { left: x, top: y, width: round(wordsWidth(mark)), height: round(1.25 * wordHeight(mark)) };
  }
  const across = mark.points.map(({ x }) => x);
  const down = mark.points.map(({ y }) => y);
  const [left, top] = [Math.min(...across), Math.min(...down)];
  return { left, top, width: round(Math.max(...across) - left), height: round(Math.max(...down) - top) };
}

/**
 * A mark moved; its middle stays on the picture.
 * @param {Mark} mark
 * @param {number} dx
 * @param {number} dy
 * @param {Size} picture
 * @returns {Mark}
 */
export function moveMark(mark, dx, dy, picture) {
  const { left, top, width, height } = boundsOf(mark);
  const x = Math.max(0, Math.min(picture.width, left + width / 2 + dx)) - left - width / 2;
  const y = Math.max(0, Math.min(picture.height, top + height / 2 + dy)) - top - height / 2;
  return { ...mark, points: mark.points.map((point) => roundPoint({ x: point.x + x, y: point.y + y })) };
}

/**
 * A mark fitted into another box. Words keep their proportions: their height is the box's.
 * @param {Mark} mark
 * @param {Box} box
 * @returns {Mark}
 */
export function fitMark(mark, box) {
  if (mark.kind === 'text') {
    const width = Math.max(1, round(box.height / 1.25 / WORD_HEIGHT));
    return { ...mark, width, points: [roundPoint({ x: box.left, y: box.top })] };
  }
  const from = boundsOf(mark);
  // Where a point lay between the sides; in the middle of what has no width.
  const across = (/** @type {number} */ x) => (from.width ? (x - from.left) / from.width : 0.5);
  const down = (/** @type {number} */ y) => (from.height ? (y - from.top) / from.height : 0.5);
  const points = mark.points.map(({ x, y }) => roundPoint({
    x: box.left + across(x) * Math.max(1, box.width), y: box.top + down(y) * Math.max(1, box.height),
  }));
  return { ...mark, points };
}

/**
 * A mark in the middle of the picture, as a key adds it; `number` keeps one from lying on another.
 * @param {Mark['kind']} kind
 * @param {Size} picture
 * @param {Style} style
 * @param {number} number
 * @returns {Mark}
 */
export function markInMiddle(kind, { width, height }, style, number) {
  const side = Math.min(width, height);
  const offset = ((number % 5) - 2) * 0.06 * side;
  const [x, y, reach] = [width / 2 + offset, height / 2 + offset, 0.12 * side];
  const points = kind === 'text' ? [{ x: x - reach, y: y - reach / 2 }]
    : [{ x: x - reach, y: y + reach }, { x: x + reach, y: y - reach }];
  return { kind, ...style, points: points.map(roundPoint), ...(kind === 'text' ? { words: '' } : {}) };
}

/**
 * What a drag makes, or null where it was too short to mean anything.
 * @param {Mark['kind']} kind
 * @param {Point[]} path from where it began to where it is
 * @param {Style} style
 * @returns {Mark | null}
 */
export function markOfDrag(kind, path, style) {
  const [first, last] = [path[0], path[path.length - 1]];
  const far = path.some(({ x, y }) => Math.hypot(x - first.x, y - first.y) >= MIN_DRAG * style.width);
  if (kind !== 'pen' && !far) return null;
  const points = kind === 'pen' ? simplify(path, style.width / 4) : [first, last];
  return { kind, ...style, points: points.map(roundPoint) };
}

/**
 * A stroke with fewer points, none of them further than `tolerance` from it (Ramer, Douglas and Peucker).
 * @param {Point[]} points
 * @param {number} tolerance
 * @returns {Point[]}
 */
export function simplify(points, tolerance) {
  const remaining = new Set([0, points.length - 1]);
  const stack = [[0, points.length - 1]];
  while (stack.length) {
    const [from, to] = /** @type {[number, number]} */ (stack.pop());
    let [furthest, index] = [tolerance, 0];
    for (let at = from + 1; at < to; at += 1) {
      const away = distanceToLine(points[at], points[from], points[to]);
      if (away > furthest) [furthest, index] = [away, at];
    }
    if (!index) continue;
    remaining.add(index);
    stack.push([from, index], [index, to]);
  }
  return points.filter((_, index) => remaining.has(index));
}

/**
 * @param {Point} point
 * @param {Point} a
 * @param {Point} b
 */
function distanceToLine({ x, y }, a, b) {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const part = length ? Math.max(0, Math.min(1, ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length)) : 0;
  return Math.hypot(x - a.x - part * (b.x - a.x), y - a.y - part * (b.y - a.y));
}

/**
 * The triangle of an arrow's head: its tip first.
 * @param {Mark} mark
 * @returns {Point[]}
 */
export function arrowHead({ points: [tail, head], width }) {
  const length = Math.hypot(head.x - tail.x, head.y - tail.y) || 1;
  const size = Math.min(4.5 * width, 0.6 * length);
  const [along, across] = [(head.x - tail.x) / length, (head.y - tail.y) / length];
  const base = { x: head.x - along * size, y: head.y - across * size };
  const half = 0.5 * size;
  return [head, { x: base.x - across * half, y: base.y + along * half }, { x: base.x + across * half, y: base.y - along * half }];
}

/**
 * Where a mark is pulled to another size: the head of an arrow, else the lower right corner.
 * @param {Mark} mark
 * @returns {Point}
 */
export function handleOf(mark) {
  if (mark.kind === 'arrow') return mark.points[1];
  const { left, top, width, height } = boundsOf(mark);
  return { x: left + width, y: top + height };
}

/**
 * The topmost mark under a point, -1 for none.
 * @param {Mark[]} marks
 * @param {Point} point
 * @param {number} tolerance
 */
export const markAt = (marks, point, tolerance) => marks.findLastIndex((mark) => isAt(mark, point, tolerance + mark.width / 2));

/**
 * @param {Mark} mark
 * @param {Point} point
 * @param {number} reach
 */
function isAt(mark, point, reach) {
  const { points, kind } = mark;
  if (kind === 'image') return false;
  const { left, top, width, height } = boundsOf(mark);
  if (kind === 'text') {
    return point.x >= left - reach && point.x <= left + width + reach && point.y >= top - reach && point.y <= top + height + reach;
  }
  if (kind === 'ellipse') {
    const [across, down] = [Math.max(1, width / 2), Math.max(1, height / 2)];
    const out = Math.hypot((point.x - left - across) / across, (point.y - top - down) / down);
    return Math.abs(out - 1) * Math.min(across, down) <= reach;
  }
  if (points.length === 1) return Math.hypot(point.x - points[0].x, point.y - points[0].y) <= reach;
  return points.some((end, at) => at > 0 && distanceToLine(point, points[at - 1], end) <= reach);
}

/**
 * What of a value that was stored are marks: a browser's storage, or a file, may hold anything.
 * @param {unknown} value
 * @returns {Mark[]}
 */
export function readMarks(value) {
  const isNumber = (/** @type {unknown} */ number) => Number.isFinite(number);
  const isMark = (/** @type {any} */ mark) => Boolean(mark) && ['image', ...KINDS].includes(mark.kind) && isNumber(mark.width)
    && COLOUR_NAMES.includes(mark.colour) && ['string', 'undefined'].includes(typeof mark.words)
    && Array.isArray(mark.points) && mark.points.every((/** @type {any} */ point) => isNumber(point?.x) && isNumber(point?.y))
    && mark.points.length >= { arrow: 2, ellipse: 2, pen: 1, text: 1, image: 0 }[/** @type {Mark['kind']} */ (mark.kind)];
  return Array.isArray(value) ? value.filter(isMark) : [];
}
