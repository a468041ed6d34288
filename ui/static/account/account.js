// Who one is: the account, what this browser made before a login, and whose gallery this is.
// @ts-check

import { apiUrl, post, request } from '../lib/api_client.js';
import {
  actionButton, el, joinSentences, keepMounted, pageRoot,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, takeOverTexts, updateObject } from '../lib/local_storage.js';

const STORED = 'easel-account';

/** @typedef {{name: string, browser: {pictures: number} | null, kept_days: number}} Visitor */

/** @type {Promise<Visitor> | undefined} */
let answer; // one page is one visitor
const visitor = () => (answer ??= request('/api/visitor'));

const takeOver = () => post('/api/visitor/take-over', {}).then(() => {
  takeOverTexts();
  window.location.reload();
});

/** @param {{pictures: number}} browser */
function browserGalleryText(browser) {
  return el('span', {}, t('card.account.found', { count: browser.pictures }));
}

/** @param {HTMLElement} node */
function showFailure(node) {
  return (/** @type {any} */ error) => node.replaceChildren(el('span', { role: 'alert' }, joinSentences(error.message, error.advice)));
}

/** Offers once in this browser what it made before the login; the gallery goes on to offer it. */
export async function offerTakeOver() {
  const { name, browser } = await visitor().catch(() => ({ name: '', browser: null }));
  if (!name || !browser || readObject(STORED).later) return;
  const bar = el('div', { class: 'toast', id: 'easel-take-over', role: 'status' }, browserGalleryText(browser));
  bar.append(
    actionButton(t('card.account.take'), () => takeOver().catch(showFailure(bar))),
    actionButton(t('card.account.later'), () => {
      updateObject(STORED, { later: true });
      bar.remove();
    }),
  );
  pageRoot().append(bar);
}

/** The part of the settings that says who one is, with the ways to the account and out of it. */
export function accountSection() {
  const section = el('section', { id: 'easel-account' });
  visitor().then(({ name, kept_days: days }) => {
    section.append(el('h3', {}, t(name ? 'card.account.title' : 'card.account.gallery')));
    if (!name) section.append(ownerText(days));
    else {
      section.append(
        el('p', {}, t('card.account.signed_in', { name }), ' · ', el('a', { href: apiUrl('/account') }, t('card.account.link'))),
        el('form', { method: 'post', action: apiUrl('/logout') }, el('button', { class: 'button' }, t('card.account.out'))),
      );
    }
  }, () => {});
  return section;
}

/** @param {HTMLElement} node */
async function showCode(node) {
  const { code, link, page } = await post('/api/visitor/code', {});
  const full = (/** @type {string} */ path) => new URL(path, window.location.origin).href;
  node.replaceChildren(el('span', { role: 'status' }, t('card.account.code', { link: full(link), page: full(page), code })));
}

/**
 * Whose a gallery without a login is, how long it is kept, and the way to another browser.
 * @param {number} days
 */
function ownerText(days) {
  const more = el('span');
  more.append(actionButton(t('card.account.carry'), () => showCode(more).catch(showFailure(more))));
  const swept = days ? [t('card.account.swept', { days }), ' '] : [];
  return el('p', { class: 'small' }, t('card.account.owner'), ' ', ...swept, more);
}

/**
 * The component below the gallery: whose it is.
 * @param {HTMLElement} element
 */
export function mountGalleryOwner(element) {
  const root = el('div', { class: 'small' });
  keepMounted(element, root);
  visitor().then(({ name, browser, kept_days: days }) => {
    if (name && browser) {
      root.append(browserGalleryText(browser), ' ', actionButton(t('card.account.take'), () => takeOver().catch(showFailure(root))));
    }
    if (!name) root.append(ownerText(days));
  }, () => {});
}
