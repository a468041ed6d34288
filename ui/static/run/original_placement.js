// Place of an edit's original in its result: all of it, or a part of the canvas that it was expanded to. Pure.
// @ts-check

/** @typedef {{width: number, height: number}} Size */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Growth pixels added on each side */
/** @typedef {{left: number, top: number, width: number, height: number}} Inset shares of the canvas, 0 to 1 */

const SAME_SHAPE = 0.02; // ratios that differ by less are the same shape

/**
 * Whether two pictures have the same shape, so that one can be laid over the other.
 * @param {Size} one
 * @param {Size} other
 */
export const haveSameShape = (one, other) => (
  Math.abs((one.width * other.height) / (one.height * other.width) - 1) <= SAME_SHAPE);

/**
 * The canvas that an original was edited on, and where it lies there; `inset` is null where it fills it.
 * @param {Size} original
 * @param {Growth | null | undefined} expand
 * @returns {Size & {inset: Inset | null}}
 */
export function canvasOf({ width, height }, expand) {
  if (!expand) return { width, height, inset: null };
  const { left, top, right, bottom } = expand;
  const canvas = { width: left + width + right, height: top + height + bottom };
  const inset = {
    left: left / canvas.width, top: top / canvas.height, width: width / canvas.width, height: height / canvas.height,
  };
  return { ...canvas, inset };
}

/**
 * The canvas that a picture of an edit shows. What a model answered has the mirrored edge, too, with which the original
 * was sent, and which is cut off what is made of it.
 * @param {{original: Size, expand?: Growth | null, padding?: Growth | null}} asked
 * @param {{kind: string}} picture
 */
export function canvasShown({ original: { width, height }, expand, padding }, { kind }) {
  return canvasOf({ width, height }, kind === 'held' ? expand : padding ?? expand);
}

/**
 * Lays an image out as its inset says, in a positioned parent of the canvas's shape.
 * @param {HTMLElement} image
 * @param {Inset | null} inset
 */
export function placeImage(image, inset) {
  for (const name of /** @type {const} */ (['left', 'top', 'width', 'height'])) {
    image.style[name] = inset ? `${100 * inset[name]}%` : '';
  }
}
