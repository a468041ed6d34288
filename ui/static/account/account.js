// Who one is: the link to the account, what this browser made before a login, and whose gallery this is.

import { apiUrl, post, request } from '../lib/api_client.js';
import { actionButton, el, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';

const STORED = 'easel-account';

let answer = null; // one page is one visitor
const visitor = () => (answer ??= request('/api/visitor'));

const takeOver = () => post('/api/visitor/take-over', {}).then(() => window.location.reload());

function foundText(browser) {
  return el('span', {}, t('card.account.found', { count: browser.pictures }));
}

function showFailure(node) {
  return (error) => node.replaceChildren(el('span', { role: 'alert' }, [error.message, error.advice].filter(Boolean).join(' ')));
}

// Asked once in this browser; the gallery goes on to offer it.
function offerTakeOver(browser) {
  if (readObject(STORED).later) return;
  const bar = el('div', { class: 'toast', id: 'easel-take-over', role: 'status' }, foundText(browser));
  bar.append(
    actionButton(t('card.account.take'), () => takeOver().catch(showFailure(bar))),
    actionButton(t('card.account.later'), () => {
      updateObject(STORED, { later: true });
      bar.remove();
    }),
  );
  document.getElementById('easel').append(bar);
}

/** The component in the page's head: the account, where there is one. */
export function mountAccount(element) {
  const root = el('div');
  keepMounted(element, root);
  visitor().then(({ name, browser }) => {
    if (name) root.append(el('a', { href: apiUrl('/account') }, t('card.account.link', { name })));
    if (name && browser) offerTakeOver(browser);
  }, () => {});
}

async function showCode(node) {
  const { code, link, page } = await post('/api/visitor/code', {});
  const full = (path) => new URL(path, window.location.origin).href;
  node.replaceChildren(el('span', { role: 'status' }, t('card.account.code', { link: full(link), page: full(page), code })));
}

/** The component below the gallery: whose it is, how long it is kept, and the way to another browser. */
export function mountGalleryOwner(element) {
  const root = el('p', { class: 'small' });
  keepMounted(element, root);
  visitor().then(({ name, browser, kept_days: days }) => {
    if (name && browser) {
      root.append(foundText(browser), ' ', actionButton(t('card.account.take'), () => takeOver().catch(showFailure(root))));
    }
    if (name) return;
    const more = el('span');
    more.append(actionButton(t('card.account.carry'), () => showCode(more).catch(showFailure(more))));
    const swept = days ? [t('card.account.swept', { days }), ' '] : [];
    root.append(t('card.account.owner'), ' ', ...swept, more);
  }, () => {});
}
