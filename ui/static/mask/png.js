// The PNG of a mask: one bit per pixel with a palette of two, transparent where it may change, else opaque black.
//
// canvas.toBlob takes 48 MB and seconds for a 12-megapixel photo; from the bits it is some 10 ms and a few kB. The
// server alone reads this file: what a gateway gets is written anew (studio/images/masks.py).
// @ts-check

import { MaskBitmap } from './bitmap.js';

const STRIP = 256; // rows of a picture in memory as colours at once: iOS refuses a canvas over 16.7 megapixels
export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const ONE_BIT_PALETTE = [1, 3, 0, 0, 0]; // bit depth, colour type; deflate, filters by row, not interlaced
const PALETTE = new Uint8Array(6); // black twice: a set bit may change, the other must stay
const ALPHA = Uint8Array.of(255, 0);

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/**
 * @param {string} type
 * @param {Uint8Array} data
 */
export function chunk(type, data) {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set([...type].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(data, 8);
  let crc = 0xffffffff;
  for (let index = 4; index < 8 + data.length; index += 1) crc = CRC_TABLE[(crc ^ bytes[index]) & 0xff] ^ (crc >>> 8);
  view.setUint32(8 + data.length, ~crc >>> 0);
  return bytes;
}

/** @param {MaskBitmap} bitmap */
function header({ width, height }) {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set(ONE_BIT_PALETTE, 8);
  return data;
}

/**
 * The rows as PNG has them: a filter byte, then the bits, the leftmost pixel highest, as they lie in the bitmap.
 * @param {MaskBitmap} bitmap
 */
async function compressRows({ width, height, stride, bits }) {
  const line = 1 + Math.ceil(width / 8);
  const rows = new Uint8Array(line * height);
  for (let y = 0; y < height; y += 1) rows.set(bits.subarray(y * stride, y * stride + line - 1), y * line + 1);
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * Writes a mask as PNG.
 * @param {MaskBitmap} bitmap
 * @returns {Promise<Blob>}
 */
export async function encodePng(bitmap) {
  const parts = [
    SIGNATURE,
    chunk('IHDR', header(bitmap)),
    chunk('PLTE', PALETTE),
    chunk('tRNS', ALPHA),
    chunk('IDAT', await compressRows(bitmap)),
    chunk('IEND', new Uint8Array(0)),
  ];
  return new Blob(parts, { type: 'image/png' });
}

/**
 * Reads a mask from any PNG: more than half transparent may change. One of another size is fitted by nearest pixels.
 * @param {string} url
 * @param {{width: number, height: number}} [size] the picture's; by default the PNG's own
 */
export async function loadMask(url, size) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  const image = await createImageBitmap(await response.blob());
  const bitmap = new MaskBitmap(size?.width || image.width, size?.height || image.height);
  const { width, height } = bitmap;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height: Math.min(STRIP, height) });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.imageSmoothingEnabled = false;
  const scale = image.height / height;
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    context.clearRect(0, 0, width, rows);
    context.drawImage(image, 0, top * scale, image.width, rows * scale, 0, 0, width, rows);
    readRows(bitmap, top, context.getImageData(0, 0, width, rows));
  }
  image.close();
  bitmap.recount();
  return bitmap;
}

/**
 * @param {MaskBitmap} bitmap
 * @param {number} top the bitmap's row at which the pixels begin
 * @param {{width: number, height: number, data: {buffer: ArrayBufferLike}}} pixels
 */
export function readRows(bitmap, top, { width, height, data }) {
  const colours = new Uint32Array(data.buffer);
  for (let y = 0, index = 0; y < height; y += 1) {
    const row = (top + y) * bitmap.stride;
    for (let x = 0; x < width; x += 1, index += 1) {
      if (colours[index] >>> 31 === 0) bitmap.bits[row + (x >> 3)] |= 128 >> (x & 7);
    }
  }
}
