// Draws the bitmap over the image: a tint with an outline, the ring of the brush and the box of the rectangle.
// @ts-check

import { clamp } from '../lib/clamp.js';
import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { loadMask } from './png.js';

const MAX_DOTS = 1.5e6; // of the screen, so that panning and zooming stay smooth: a million take 15 ms
const OUTLINE = { light: 0xffffffff, dark: 0xd8141414 }; // 0xAABBGGRR, as are those of TINT
const TINT = { ...OUTLINE, fill: 0x68662eff, stripe: 0x90b89cff }; // a pink that pictures seldom have
const EVERYTHING = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

/**
 * Samples the bitmap as the screen does: one byte for each dot of `area`; a dot d shows pixel (d - origin) / scale.
 * @param {import('./bitmap.js').MaskBitmap} bitmap
 * @param {{x: number, y: number, scaleX: number, scaleY: number}} transform
 * @param {import('./bitmap.js').Box} area
 */
function sampleBitmap(bitmap, { x, y, scaleX, scaleY }, area) {
  const { bits: source } = bitmap;
  const samples = new Uint8Array(area.width * area.height);
  const bytes = new Int32Array(area.width);
  const bits = new Uint8Array(area.width); // stays 0 beside the picture
  for (let column = 0; column < area.width; column += 1) {
    const pixel = Math.floor((area.left + column + 0.5 - x) / scaleX);
    if (pixel < 0 || pixel >= bitmap.width) continue;
    bytes[column] = pixel >> 3;
    bits[column] = 128 >> (pixel & 7);
  }
  const isRowUsed = new Uint8Array(area.height);
  let previous = -1;
  for (let row = 0, index = 0; row < area.height; row += 1, index += area.width) {
    const pixel = Math.floor((area.top + row + 0.5 - y) / scaleY);
    if (pixel < 0 || pixel >= bitmap.height) continue;
    if (pixel === previous) {
      isRowUsed[row] = isRowUsed[row - 1];
      if (isRowUsed[row]) samples.copyWithin(index, index - area.width, index);
      continue;
    }
    previous = pixel;
    if (bitmap.isRowEmpty(pixel)) continue;
    isRowUsed[row] = 1;
    const first = pixel * bitmap.stride;
    for (let column = 0; column < area.width; column += 1) {
      samples[index + column] = source[first + bytes[column]] & bits[column] ? 1 : 0;
    }
  }
  return { samples, isRowUsed };
}

/**
 * Draws an area of the screen: what is set in a tint with thin stripes, and around it a double line, light inside and
 * dark outside, so that it can be told from any picture.
 */
function drawBitmap(context, bitmap, transform, area, { line, fill, stripe, light, dark }) {
  const wide = area.width + 2 * line;
  const around = { left: area.left - line, top: area.top - line, width: wide, height: area.height + 2 * line };
  const { samples, isRowUsed } = sampleBitmap(bitmap, transform, around);
  const image = new ImageData(area.width, area.height);
  const dots = new Uint32Array(image.data.buffer);
  const below = line * wide;
  const period = 8 * line;
  for (let row = 0; row < area.height; row += 1) {
    if (!isRowUsed[row] && !isRowUsed[row + line] && !isRowUsed[row + 2 * line]) continue;
    let index = (row + line) * wide + line;
    const slant = area.left + area.top + row - row * area.width;
    for (let dot = row * area.width; dot < (row + 1) * area.width; dot += 1, index += 1) {
      const near = samples[index] + samples[index - line] + samples[index + line]
        + samples[index - below] + samples[index + below];
      if (near === 5) dots[dot] = (slant + dot) % period ? fill : stripe;
      else if (near) dots[dot] = samples[index] ? light : dark;
    }
  }
  context.putImageData(image, area.left, area.top);
}

/** Draws the outline alone on a canvas of that size, to be laid over the picture. */
export function drawOutline(bitmap, { width, height }, line = 2) {
  const canvas = el('canvas', { width, height });
  const transform = { x: 0, y: 0, scaleX: width / bitmap.width, scaleY: height / bitmap.height };
  const style = { line, fill: 0, stripe: 0, ...OUTLINE };
  drawBitmap(canvas.getContext('2d'), bitmap, transform, { left: 0, top: 0, width, height }, style);
  return canvas;
}

/** Draws the mask in its tint on a canvas with that many pixels along the longer side, to be laid over the picture. */
export function drawTint(bitmap, longest) {
  const scale = longest / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = el('canvas', { width, height });
  const transform = { x: 0, y: 0, scaleX: width / bitmap.width, scaleY: height / bitmap.height };
  drawBitmap(canvas.getContext('2d'), bitmap, transform, { left: 0, top: 0, width, height }, { line: 1, ...TINT });
  return canvas;
}

/** Draws the outline of a stored mask. */
export async function loadOutline(url, size) {
  const bitmap = await loadMask(url, size);
  return drawOutline(bitmap, bitmap);
}

/** The canvas over the image, the ring of the brush and the frame of the rectangle; a Viewport says where they lie. */
export class MaskOverlay {
  /** @type {number} */ dots;

  constructor(viewport) {
    this.viewport = viewport;
    this.bitmap = null;
    this.stale = null; // the area that is drawn anew with the next frame
    this.canvas = el('canvas', { tabindex: '0', role: 'application', 'aria-label': t('card.mask.canvas') });
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext('2d'));
    this.ring = el('div', { class: 'ring', hidden: true });
    this.frame = el('div', { class: 'box', hidden: true });
  }

  clear() {
    this.bitmap = null;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.ring.hidden = true;
    this.frame.hidden = true;
  }

  resize(width, height) {
    this.dots = Math.min(window.devicePixelRatio || 1, Math.max(1, Math.sqrt(MAX_DOTS / (width * height))), 2);
    const fine = { width: Math.round(width * this.dots), height: Math.round(height * this.dots) };
    if (this.canvas.width !== fine.width || this.canvas.height !== fine.height) Object.assign(this.canvas, fine);
  }

  /** Draws an area anew with the screen's next frame; until then, all that changed is gathered. */
  invalidate(area = EVERYTHING) {
    const { stale } = this;
    this.stale = {
      left: Math.min(area.left, stale?.left ?? Infinity),
      top: Math.min(area.top, stale?.top ?? Infinity),
      right: Math.max(area.right, stale?.right ?? -Infinity),
      bottom: Math.max(area.bottom, stale?.bottom ?? -Infinity),
    };
    if (!stale) requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { stale, canvas, dots, viewport } = this;
    this.stale = null;
    if (!this.bitmap || !dots) return;
    const line = Math.max(1, Math.round(1.25 * dots));
    const scale = viewport.scale * dots;
    const transform = { x: viewport.x * dots, y: viewport.y * dots, scaleX: scale, scaleY: scale };
    const left = clamp(Math.floor(stale.left * scale + transform.x) - line - 1, 0, canvas.width);
    const top = clamp(Math.floor(stale.top * scale + transform.y) - line - 1, 0, canvas.height);
    const right = clamp(Math.ceil(stale.right * scale + transform.x) + line + 1, left, canvas.width);
    const bottom = clamp(Math.ceil(stale.bottom * scale + transform.y) + line + 1, top, canvas.height);
    if (right === left || bottom === top) return;
    const area = { left, top, width: right - left, height: bottom - top };
    drawBitmap(this.context, this.bitmap, transform, area, { line, ...TINT });
  }

  placeRing(point, diameter) {
    const width = diameter * this.viewport.scale;
    Object.assign(this.ring.style, {
      width: `${width}px`,
      height: `${width}px`,
      transform: `translate(${point.x - width / 2}px, ${point.y - width / 2}px)`,
    });
  }

  placeFrame(box) {
    const { x, y, scale } = this.viewport;
    Object.assign(this.frame.style, {
      width: `${box.width * scale}px`,
      height: `${box.height * scale}px`,
      transform: `translate(${box.left * scale + x}px, ${box.top * scale + y}px)`,
    });
  }
}
