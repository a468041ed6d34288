// Draws marks on a canvas, each with a casing, so that it is seen on any ground.
// @ts-check

import {
  arrowHead, boundsOf, handleOf, wordHeight,
} from './marks.js';

/** @typedef {import('./marks.js').Mark} Mark */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** @type {Record<import('./marks.js').Colour, string>} */
export const COLOURS = { red: '#e5222d', yellow: '#ffd60a', blue: '#1d6bff', black: '#141414' };
const LIGHT = 'rgb(255 255 255 / 90%)';
const DARK = 'rgb(20 20 20 / 80%)';
const CASING = 0.35; // the width of the casing on either side, in widths of the line
const HANDLE = 7; // CSS pixels
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** @param {Mark} mark */
const fontOf = (mark) => `600 ${wordHeight(mark)}px ${FONT}`;

/**
 * Draws marks in pixels of the picture; the context's transform says where those lie.
 * @param {Context} context
 * @param {Mark[]} marks
 * @param {Map<string, CanvasImageSource>} [images] of marks of earlier, by their addresses
 * @param {{width: number, height: number}} [picture]
 */
export function drawMarks(context, marks, images, picture) {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const mark of marks) {
    const image = mark.kind === 'image' ? images?.get(mark.url || '') : undefined;
    if (mark.kind === 'image') {
      if (image && picture) context.drawImage(image, 0, 0, picture.width, picture.height);
    } else if (mark.kind === 'text') {
      drawWords(context, mark);
    } else {
      drawLine(context, mark);
    }
  }
}

/**
 * @param {Context} context
 * @param {Mark} mark
 */
function drawWords(context, mark) {
  const { left, top, height } = boundsOf(mark);
  const high = wordHeight(mark);
  context.font = fontOf(mark);
  context.textBaseline = 'middle';
  context.lineWidth = high / 5;
  context.strokeStyle = casingOf(mark);
  context.strokeText(mark.words || '', left, top + height / 2);
  context.fillStyle = COLOURS[mark.colour];
  context.fillText(mark.words || '', left, top + height / 2);
}

/** @param {Mark} mark */
const casingOf = (mark) => (mark.colour === 'yellow' ? DARK : LIGHT);

/**
 * @param {Context} context
 * @param {Mark} mark
 */
function drawLine(context, mark) {
  const colours = [casingOf(mark), COLOURS[mark.colour]];
  const widths = [mark.width * (1 + 2 * CASING), mark.width];
  colours.forEach((colour, index) => {
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = widths[index];
    context.beginPath();
    tracePath(context, mark);
    context.stroke();
    if (mark.kind !== 'arrow') return;
    context.beginPath();
    arrowHead(mark).forEach(({ x, y }) => context.lineTo(x, y));
    context.closePath();
    context.fill();
    context.stroke();
  });
}

/**
 * @param {Context} context
 * @param {Mark} mark
 */
function tracePath(context, mark) {
  if (mark.kind === 'ellipse') {
    const { left, top, width, height } = boundsOf(mark);
    context.ellipse(left + width / 2, top + height / 2, Math.max(1, width / 2), Math.max(1, height / 2), 0, 0, 2 * Math.PI);
    return;
  }
  const [first, ...others] = mark.points;
  context.moveTo(first.x, first.y);
  (others.length ? others : [first]).forEach(({ x, y }) => context.lineTo(x, y));
}

/**
 * Draws what shows that a mark is selected: a dashed box, and the handle by which it is pulled.
 * @param {Context} context
 * @param {Mark} mark
 * @param {number} scale CSS pixels for one of the picture
 */
export function drawSelection(context, mark, scale) {
  const { left, top, width, height } = boundsOf(mark);
  const room = mark.width / 2 + 5 / scale;
  const handle = handleOf(mark);
  context.lineWidth = 1.5 / scale;
  for (const [colour, dash] of /** @type {[string, number[]][]} */ ([['#fff', []], [COLOURS.blue, [5, 4]]])) {
    context.strokeStyle = colour;
    context.setLineDash(dash.map((length) => length / scale));
    context.strokeRect(left - room, top - room, width + 2 * room, height + 2 * room);
  }
  context.setLineDash([]);
  context.beginPath();
  context.arc(handle.x, handle.y, HANDLE / scale, 0, 2 * Math.PI);
  context.fillStyle = '#fff';
  context.fill();
  context.stroke();
}

/**
 * Marks on a canvas with that many pixels along the longer side, to be laid over the picture.
 * @param {Mark[]} marks
 * @param {{width: number, height: number}} picture
 * @param {number} longest
 * @param {Map<string, CanvasImageSource>} [images]
 */
export function marksCanvas(marks, picture, longest, images) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  context?.setTransform(canvas.width / picture.width, 0, 0, canvas.height / picture.height, 0, 0);
  if (context) drawMarks(context, marks, images, picture);
  return canvas;
}
