// Mentions of images in a prompt: "@2", "image 2", "图2". They follow the images when these change places. Pure.
// @ts-check

const MENTION = /(@|\bimage |\bpicture |图片? ?)(\d{1,2})(?!\d)/giu;

/**
 * What is being typed as a mention before the caret: "@" and perhaps a number.
 * @param {string} text up to the caret
 * @returns {{start: number, number: string} | null}
 */
export function mentionBefore(text) {
  const match = /(?:^|[^\w.@])@(\d{0,2})$/u.exec(text);
  return match && { start: text.length - match[1].length - 1, number: match[1] };
}

/**
 * The new number of each mention whose image has another one now; null where the number went to another image while
 * its own is gone, so that it must not be read as that one.
 * @template Item
 * @param {Map<Item, number>} before
 * @param {Map<Item, number>} after
 * @returns {Map<number, number | null>}
 */
export function renumbering(before, after) {
  const changes = new Map();
  const owners = new Map([...after].map(([item, number]) => [number, item]));
  for (const [item, number] of before) {
    const now = after.get(item);
    if (now && now !== number) changes.set(number, now);
    else if (!now && before.has(/** @type {Item} */ (owners.get(number)))) changes.set(number, null);
  }
  return changes;
}

/**
 * @param {string} text
 * @param {Map<number, number | null>} changes
 */
export function renumberMentions(text, changes) {
  return text.replace(MENTION, (whole, name, digits) => {
    const number = changes.get(Number(digits));
    return number === undefined ? whole : `${name}${number ?? '?'}`;
  });
}
