// Translated strings of the page, in the browser's language.
// @ts-check

/** @typedef {'en' | 'zh'} Language */
/** @typedef {Record<string, string | number>} Params */

const TABLE_ID = 'easel-words'; // the page holds one table for each language, as JSON: {key: text}

/** @type {Record<string, string> | undefined} */
let strings;

/** @returns {Language} */
export function browserLanguage() {
  const tags = (navigator.languages || [navigator.language]).map((tag) => tag.toLowerCase().split('-')[0]);
  return /** @type {Language | undefined} */ (tags.find((tag) => tag === 'zh' || tag === 'en')) || 'en';
}

function readTable() {
  const table = document.getElementById(`${TABLE_ID}-${browserLanguage()}`)?.textContent;
  return table ? JSON.parse(table) : undefined;
}

/**
 * Uses these strings instead of the page's, where there is no page: in tests of pure modules.
 * @param {Record<string, string>} table
 */
export function useStrings(table) {
  strings = table;
}

/**
 * Translates `key`, with `{name}` replaced by `params.name`.
 *
 * The table is read at the first use, so that this file can be imported where there is no document.
 * @param {string} key
 * @param {Params} [params]
 */
export function t(key, params = {}) {
  strings ??= readTable();
  return (strings?.[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ''));
}
