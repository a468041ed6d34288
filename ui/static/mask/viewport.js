// Zoom and pan: where the picture lies on the stage.
// @ts-check

import { clamp } from '../lib/clamp.js';

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{width: number, height: number}} Size */

const MAX_SCALE = 8; // CSS pixels for one pixel of the picture

/** Maps pixels of the picture to CSS pixels of the stage: pixel p is seen at p * scale + (x, y). */
export class Viewport {
  constructor() {
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.isFitted = true;
    /** @type {Size} */
    this.picture = { width: 1, height: 1 };
    /** @type {Size} */
    this.stage = { width: 0, height: 0 };
  }

  /** The scale at which all of the picture is seen. */
  get fitScale() {
    const { picture, stage } = this;
    return Math.min(stage.width / picture.width, stage.height / picture.height, MAX_SCALE);
  }

  /** The middle of the stage. */
  get center() {
    return { x: this.stage.width / 2, y: this.stage.height / 2 };
  }

  fit() {
    this.isFitted = true;
    this.scale = this.fitScale;
    this.constrain();
  }

  /**
   * Follows the stage; the pixel in its middle stays there.
   * @param {number} width
   * @param {number} height
   */
  resize(width, height) {
    const middle = this.toPixel(this.center);
    this.stage = { width, height };
    if (this.isFitted || this.scale < this.fitScale) {
      this.fit();
      return;
    }
    this.x = width / 2 - middle.x * this.scale;
    this.y = height / 2 - middle.y * this.scale;
    this.constrain();
  }

  /**
   * Zooms; the pixel at `point` stays there.
   * @param {number} factor
   * @param {Point} [point] of the stage; by default its middle
   */
  zoom(factor, point = this.center) {
    const pixel = this.toPixel(point);
    this.scale = clamp(this.scale * factor, this.fitScale, MAX_SCALE);
    this.isFitted = this.scale === this.fitScale;
    this.x = point.x - pixel.x * this.scale;
    this.y = point.y - pixel.y * this.scale;
    this.constrain();
  }

  /**
   * @param {number} dx
   * @param {number} dy
   * @returns {boolean} whether the picture could go there at all
   */
  pan(dx, dy) {
    const { x, y } = this;
    this.x += dx;
    this.y += dy;
    this.constrain();
    return x !== this.x || y !== this.y;
  }

  /**
   * Pans as little as brings a box of the picture into view; where it is larger than the stage, its middle.
   * @param {{left: number, top: number, width: number, height: number}} box
   */
  reveal({ left, top, width, height }) {
    const { stage, scale } = this;
    const by = (/** @type {number} */ from, /** @type {number} */ length, /** @type {number} */ room) => (
      length > room ? (room - length) / 2 - from : clamp(from, 0, room - length) - from);
    this.x += by(left * scale + this.x, width * scale, stage.width);
    this.y += by(top * scale + this.y, height * scale, stage.height);
    this.constrain();
  }

  /** Keeps the picture on the stage: in its middle where it is smaller, without a gap where it is larger. */
  constrain() {
    const { picture, stage, scale } = this;
    const spareWidth = stage.width - picture.width * scale;
    const spareHeight = stage.height - picture.height * scale;
    this.x = spareWidth >= 0 ? spareWidth / 2 : clamp(this.x, spareWidth, 0);
    this.y = spareHeight >= 0 ? spareHeight / 2 : clamp(this.y, spareHeight, 0);
  }

  /**
   * The picture's pixel under a point of the stage.
   * @param {Point} point
   * @returns {Point}
   */
  toPixel({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }
}

/**
 * Lays an image or a canvas of the picture where the viewport shows it; large pixels stay sharp.
 * @param {HTMLElement} layer in the upper left corner of the stage
 * @param {Viewport} viewport
 * @param {number} dots of the screen in a CSS pixel
 */
export function placeLayer(layer, { x, y, scale, picture }, dots) {
  Object.assign(layer.style, {
    width: `${picture.width * scale}px`,
    height: `${picture.height * scale}px`,
    transform: `translate(${x}px, ${y}px)`,
    imageRendering: scale * dots > 3 ? 'pixelated' : 'auto',
  });
}
