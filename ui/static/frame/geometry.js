// Geometry of a frame around a picture or inside it, in the picture's pixels. Pure: no element.
// @ts-check

import { clamp } from '../lib/clamp.js';

/** @typedef {{width: number, height: number}} Size */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Frame the edges, from the picture's corner */
/** @typedef {{picture: Size, grows: boolean}} Bounds `grows`: the frame holds the picture; else the picture holds it */
/** @typedef {'left' | 'top' | 'right' | 'bottom'} Side */

export const RATIOS = ['1:1', '4:3', '3:2', '16:9', '21:9', '3:4', '2:3', '9:16'];
/** @type {Side[]} */
export const SIDES = ['left', 'top', 'right', 'bottom'];
const MAX_GROWTH = 4; // times as wide or high as the picture (studio/canvas/expansion.py)
const MAX_PIXELS = 128_000_000; // of a canvas, as there
const MIN_SIDE = 16; // pixels of what is cut out
const SAME = 0.006; // how far a frame may be off a ratio and still be called by it

/** @param {Frame} frame @returns {Size} */
export const sizeOf = ({ left, top, right, bottom }) => ({ width: right - left, height: bottom - top });

/** @param {Size} picture @returns {Frame} */
export const wholeOf = ({ width, height }) => ({ left: 0, top: 0, right: width, bottom: height });

/** @param {Frame} frame @param {Size} picture @returns {Frame} the pixels between each edge and the picture's own */
export function growthOf({ left, top, right, bottom }, { width, height }) {
  return { left: -left + 0, top: -top + 0, right: right - width, bottom: bottom - height };
}

/** @param {Frame} growth @param {Size} picture @returns {Frame} */
export function frameOfGrowth({ left, top, right, bottom }, { width, height }) {
  return { left: -left, top: -top, right: width + right, bottom: height + bottom };
}

/** @param {string} name @returns {number} width by height, 0 for none */
export function parseRatio(name) {
  const [width, height] = name.split(':').map(Number);
  return width > 0 && height > 0 ? width / height : 0;
}

/** @param {Size} size @returns {string} the ratio by its name, or as a number to one */
export function ratioName({ width, height }) {
  const ratio = width / height;
  const named = RATIOS.find((name) => Math.abs(parseRatio(name) / ratio - 1) < SAME);
  if (named) return named;
  const round = (/** @type {number} */ value) => String(Number(value.toFixed(2)));
  return ratio >= 1 ? `${round(ratio)}:1` : `1:${round(1 / ratio)}`;
}

/** The largest size that a canvas may have. @param {Size} picture @returns {Size} */
const maxCanvas = ({ width, height }) => ({ width: width * MAX_GROWTH, height: height * MAX_GROWTH });

/** @param {Bounds} bounds @param {Frame} frame @returns {Frame} the least and the greatest that each edge may be */
function within({ picture, grows }, frame) {
  if (!grows) {
    return {
      left: clamp(frame.left, 0, picture.width - 1), top: clamp(frame.top, 0, picture.height - 1),
      right: clamp(frame.right, 1, picture.width), bottom: clamp(frame.bottom, 1, picture.height),
    };
  }
  return {
    left: Math.min(0, frame.left), top: Math.min(0, frame.top),
    right: Math.max(picture.width, frame.right), bottom: Math.max(picture.height, frame.bottom),
  };
}

/** @param {Frame} frame @returns {Frame} */
const roundFrame = ({ left, top, right, bottom }) => ({
  left: Math.round(left) + 0, top: Math.round(top) + 0, right: Math.round(right), bottom: Math.round(bottom),
});

/**
 * A frame with one edge moved, as far as it may go: along an axis there is `low` and `high`.
 * @param {Frame} frame
 * @param {Side} side
 * @param {number} value
 * @param {Bounds} bounds
 * @returns {Frame}
 */
export function moveEdge(frame, side, value, { picture, grows }) {
  const isAcross = side === 'left' || side === 'right';
  const [low, high] = isAcross ? [frame.left, frame.right] : [frame.top, frame.bottom];
  const length = isAcross ? picture.width : picture.height;
  const isFirst = side === 'left' || side === 'top';
  if (grows) {
    const beside = isAcross ? frame.bottom - frame.top : frame.right - frame.left;
    const longest = Math.min(length * MAX_GROWTH, Math.floor(MAX_PIXELS / beside));
    const moved = isFirst ? clamp(value, high - longest, 0) : clamp(value, length, low + longest);
    return roundFrame({ ...frame, [side]: moved });
  }
  const shortest = Math.min(MIN_SIDE, length);
  const moved = isFirst ? clamp(value, 0, high - shortest) : clamp(value, low + shortest, length);
  return roundFrame({ ...frame, [side]: moved });
}

/**
 * A frame whose handle was dragged. A handle is named by its sides: ['left'], or ['left', 'top'] for a corner.
 * @param {Frame} frame as it was when the drag began
 * @param {Side[]} handle
 * @param {{x: number, y: number}} by how far it was dragged since
 * @param {Bounds} bounds
 * @param {number} [ratio] that it shall keep, 0 for any
 * @returns {Frame}
 */
export function dragHandle(frame, handle, { x, y }, bounds, ratio = 0) {
  let moved = frame;
  for (const side of handle) {
    const by = side === 'left' || side === 'right' ? x : y;
    moved = moveEdge(moved, side, frame[side] + by, bounds);
  }
  return ratio && !bounds.grows ? keepRatio(moved, handle, bounds, ratio) : moved;
}

/**
 * What is cut out, at a ratio: what lies across from the handle stays where it is.
 * @param {Frame} frame
 * @param {Side[]} handle
 * @param {Bounds} bounds
 * @param {number} ratio
 * @returns {Frame}
 */
function keepRatio(frame, handle, { picture }, ratio) {
  const { width, height } = sizeOf(frame);
  const isAcross = handle.includes('left') || handle.includes('right');
  const isDown = handle.includes('top') || handle.includes('bottom');
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  // Room on the side of the handle, or on both sides of the middle.
  const room = {
    width: handle.includes('left') ? frame.right : handle.includes('right') ? picture.width - frame.left
      : 2 * Math.min(middle.x, picture.width - middle.x),
    height: handle.includes('top') ? frame.bottom : handle.includes('bottom') ? picture.height - frame.top
      : 2 * Math.min(middle.y, picture.height - middle.y),
  };
  const asked = isAcross && isDown ? Math.max(width, height * ratio) : isAcross ? width : height * ratio;
  const wide = Math.max(1, Math.min(asked, room.width, room.height * ratio));
  const high = Math.max(1, wide / ratio);
  const left = handle.includes('left') ? frame.right - wide : isAcross ? frame.left : middle.x - wide / 2;
  const top = handle.includes('top') ? frame.bottom - high : isDown ? frame.top : middle.y - high / 2;
  return within({ picture, grows: false }, roundFrame({ left, top, right: left + wide, bottom: top + high }));
}

/**
 * What is cut out, moved as a whole.
 * @param {Frame} frame
 * @param {{x: number, y: number}} by
 * @param {Bounds} bounds
 * @returns {Frame}
 */
export function moveFrame(frame, { x, y }, { picture }) {
  const { width, height } = sizeOf(frame);
  const left = Math.round(clamp(frame.left + x, 0, picture.width - width));
  const top = Math.round(clamp(frame.top + y, 0, picture.height - height));
  return { left, top, right: left + width, bottom: top + height };
}

/**
 * The smallest frame of a ratio around the picture, or the largest inside it about the middle of `frame`.
 * @param {number} ratio
 * @param {Bounds} bounds
 * @param {Frame} [frame]
 * @returns {Frame}
 */
export function frameOfRatio(ratio, bounds, frame = wholeOf(bounds.picture)) {
  const { picture, grows } = bounds;
  const shape = picture.width / picture.height;
  if (grows) {
    const limit = maxCanvas(picture);
    const width = Math.min(limit.width, ratio > shape ? Math.round(picture.height * ratio) : picture.width);
    const height = Math.min(limit.height, ratio > shape ? picture.height : Math.round(picture.width / ratio));
    const [left, top] = [Math.floor((width - picture.width) / 2), Math.floor((height - picture.height) / 2)];
    return roundFrame({ left: -left, top: -top, right: width - left, bottom: height - top });
  }
  const width = ratio > shape ? picture.width : Math.round(picture.height * ratio);
  const height = ratio > shape ? Math.round(picture.width / ratio) : picture.height;
  const left = (frame.left + frame.right - width) / 2;
  const top = (frame.top + frame.bottom - height) / 2;
  return moveFrame({ left: 0, top: 0, right: Math.max(1, width), bottom: Math.max(1, height) }, { x: left, y: top }, bounds);
}

/**
 * Where the picture is drawn on a stage, so that the frame and some room around it are seen: pixel p at p * scale + x.
 * @param {Frame} frame
 * @param {Bounds} bounds
 * @param {Size} stage
 * @param {number} margin CSS pixels that stay free on each side
 */
export function placeOnStage(frame, { picture, grows }, stage, margin) {
  const shown = within({ picture, grows: true }, frame);
  const { width, height } = sizeOf(shown);
  // Something to drag into: a quarter of the picture, or of what has grown already.
  const room = grows ? 1.25 : 1;
  const scale = Math.max(0.001, Math.min(
    (stage.width - 2 * margin) / (width * room), (stage.height - 2 * margin) / (height * room),
  ));
  return {
    scale,
    x: stage.width / 2 - scale * (shown.left + width / 2),
    y: stage.height / 2 - scale * (shown.top + height / 2),
  };
}

/**
 * A frame in the picture turned by quarters clockwise and then mirrored, from one that lies in it as it is.
 * @param {Frame} frame
 * @param {Size} picture before it is turned
 * @param {number} quarters 1 or −1
 * @returns {Frame}
 */
export function turnFrame({ left, top, right, bottom }, { width, height }, quarters) {
  return quarters > 0
    ? { left: height - bottom, top: left, right: height - top, bottom: right }
    : { left: top, top: width - right, right: bottom, bottom: width - left };
}

/** @param {Frame} frame @param {Size} picture @returns {Frame} mirrored left to right */
export const mirrorFrame = (frame, { width }) => ({ ...frame, left: width - frame.right, right: width - frame.left });
