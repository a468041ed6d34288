// Text of a prompt: its `{{blanks}}`, and the phrases of styles at its end.
// @ts-check

const BLANK = /\{\{([^{}]+)\}\}/g;

/** @typedef {{start: number, end: number, name: string}} Blank `start` and `end` as a text field counts. */

/**
 * The blanks of a prompt, in their order.
 * @param {string} text
 * @returns {Blank[]}
 */
export function findBlanks(text) {
  return [...text.matchAll(BLANK)].map((match) => ({
    start: match.index, end: match.index + match[0].length, name: match[1].trim(),
  }));
}

/**
 * The next blank behind a position, or else the first; undefined where none is left.
 * @param {string} text
 * @param {number} position
 */
export function nextBlank(text, position) {
  const blanks = findBlanks(text);
  return blanks.find((blank) => blank.start >= position) || blanks[0];
}

/** @param {string} text */
const separatorOf = (text) => (/[\u3000-\u9fff\uff00-\uffef]/.test(text) ? '，' : ', ');

/**
 * Whether a prompt has a style's phrase, as one that stands between commas or ends.
 * @param {string} text
 * @param {string} phrase
 */
export function hasPhrase(text, phrase) {
  return text.split(/\s*[,，]\s*/).includes(phrase);
}

/**
 * Adds a style's phrase to a prompt, or takes it out.
 * @param {string} text
 * @param {string} phrase
 */
export function togglePhrase(text, phrase) {
  if (!hasPhrase(text, phrase)) {
    const start = text.trimEnd().replace(/[,，.。]+$/, '');
    return start ? start + separatorOf(phrase) + phrase : phrase;
  }
  const parts = text.split(/(\s*[,，]\s*)/); // the commas stay, each behind the part that it ends
  const index = parts.indexOf(phrase);
  parts.splice(index ? index - 1 : 0, 2);
  return parts.join('');
}
