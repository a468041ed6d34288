// The language and the colours that a visitor chose, kept as cookies: the server's sentences follow them, too.
//
// boot.js reads them before anything is drawn.
// @ts-check

import { apiUrl } from '../lib/api_client.js';

/** @typedef {'en' | 'zh'} Language */
/** @typedef {'system' | 'light' | 'dark'} Theme */

const MAX_AGE = 400 * 24 * 3600; // s; browsers keep no cookie longer (RFC 6265bis)

/** @type {Theme[]} */
export const THEMES = ['system', 'light', 'dark'];

/**
 * Keeps a cookie that boot.js reads.
 * @param {string} name
 * @param {string} value '' forgets it
 */
export function keep(name, value) {
  const path = new URL(apiUrl('/')).pathname;
  // In another site's frame only a partitioned cookie comes back (CHIPS).
  const isFramed = window.self !== window.top && window.location.protocol === 'https:';
  const site = isFramed ? 'SameSite=None; Secure; Partitioned' : 'SameSite=Lax';
  document.cookie = `easel_${name}=${value}; Path=${path}; Max-Age=${value ? MAX_AGE : 0}; ${site}`;
}

/** @param {string} name */
const read = (name) => document.cookie.match(new RegExp(`(?:^|; )easel_${name}=(\\w+)`))?.[1] || '';

/** @returns {Language} */
export const pageLanguage = () => (document.documentElement.lang.startsWith('zh') ? 'zh' : 'en');

/**
 * Loads the page anew in a language. What was typed and chosen is kept over a load (form/saved_settings.js).
 * @param {Language} language
 */
export function chooseLanguage(language) {
  keep('language', language);
  window.location.reload();
}

/** @returns {Theme} */
export function themeChoice() {
  const theme = read('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** @param {Theme} theme */
export function chooseTheme(theme) {
  keep('theme', theme === 'system' ? '' : theme);
  document.dispatchEvent(new CustomEvent('easel-theme'));
}
