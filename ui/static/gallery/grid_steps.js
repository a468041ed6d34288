// Steps of the arrow keys in a grid of rows that hold differently many tiles.
// @ts-check

/** @typedef {{left: number, top: number, width: number}} Box */

/** @param {Box} box */
const centre = ({ left, width }) => left + width / 2;

/**
 * The index of the tile that stands above or below another one, or -1. Only the rows in between are measured.
 * @param {number} index
 * @param {number} by -1 or 1
 * @param {number} count
 * @param {(index: number) => Box} boxOf
 */
function stepAcrossRows(index, by, count, boxOf) {
  const from = boxOf(index);
  let current = index + by;
  while (current >= 0 && current < count && Math.abs(boxOf(current).top - from.top) < 1) current += by;
  if (current < 0 || current >= count) return -1;
  const row = boxOf(current).top;
  let nearest = current;
  for (; current >= 0 && current < count && Math.abs(boxOf(current).top - row) < 1; current += by) {
    const distance = (/** @type {number} */ one) => Math.abs(centre(boxOf(one)) - centre(from));
    if (distance(current) < distance(nearest)) nearest = current;
  }
  return nearest;
}

/**
 * Where a key leads from a tile: its index, or -1 where there is none.
 * @param {string} key
 * @param {number} index
 * @param {number} count
 * @param {(index: number) => Box} boxOf
 */
export function indexAfterKey(key, index, count, boxOf) {
  switch (key) {
    case 'ArrowLeft': return index - 1;
    case 'ArrowRight': return index + 1 < count ? index + 1 : -1;
    case 'ArrowUp': return stepAcrossRows(index, -1, count, boxOf);
    case 'ArrowDown': return stepAcrossRows(index, 1, count, boxOf);
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return -1;
  }
}
