// PNG of marks: colours and transparency, exactly as large as the picture, written from the top a strip at a time.
//
// A canvas of the whole picture would take 48 MB for 12 megapixels, and iOS refuses one over 16.7.
// @ts-check

import { SIGNATURE, chunk } from '../mask/png.js';
import { drawMarks } from './draw.js';
import { marksChunks } from './stored_marks.js';

/** @typedef {import('./marks.js').Mark} Mark */

const STRIP = 256; // rows
const EIGHT_BIT_RGBA = [8, 6, 0, 0, 0]; // bit depth, colour type; deflate, filters by row, not interlaced

/**
 * @param {number} width
 * @param {number} height
 */
function header(width, height) {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set(EIGHT_BIT_RGBA, 8);
  return data;
}

/**
 * The rows of a picture as PNG has them, strip by strip: a filter byte, then the pixels.
 * @param {{width: number, height: number}} picture
 * @param {(top: number, rows: number) => Uint8ClampedArray} drawStrip
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function rowsOf({ width, height }, drawStrip) {
  let top = 0;
  return new ReadableStream({
    pull(controller) {
      const count = Math.min(STRIP, height - top);
      const pixels = drawStrip(top, count);
      const rows = new Uint8Array(count * (1 + 4 * width));
      for (let row = 0; row < count; row += 1) {
        rows.set(pixels.subarray(4 * width * row, 4 * width * (row + 1)), (1 + 4 * width) * row + 1);
      }
      controller.enqueue(rows);
      top += count;
      if (top >= height) controller.close();
    },
  }, { highWaterMark: 0 });
}

/**
 * Writes marks as a PNG of the picture's size.
 * @param {Mark[]} marks
 * @param {{width: number, height: number}} picture
 * @param {Map<string, CanvasImageSource>} [images] of marks of earlier, by their addresses
 * @returns {Promise<Blob>}
 */
export async function encodeMarks(marks, picture, images) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: picture.width, height: Math.min(STRIP, picture.height) });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const drawStrip = (/** @type {number} */ top, /** @type {number} */ rows) => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(1, 0, 0, 1, 0, -top);
    drawMarks(context, marks, images, picture);
    return context.getImageData(0, 0, picture.width, rows).data;
  };
  const packed = rowsOf(picture, drawStrip).pipeThrough(new CompressionStream('deflate'));
  const data = new Uint8Array(await new Response(packed).arrayBuffer());
  const parts = [
    SIGNATURE, chunk('IHDR', header(picture.width, picture.height)), ...marksChunks(marks), chunk('IDAT', data),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Blob(/** @type {BlobPart[]} */ (parts), { type: 'image/png' });
}
