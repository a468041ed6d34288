// Settings: own keys, the account or the gallery's owner, notifications, what is kept how long, version and links.
// @ts-check

import { accountSection } from '../account/account.js';
import { retentionParts } from '../gallery/retention.js';
import { apiUrl, request } from '../lib/api_client.js';
import { openDialog } from '../lib/dialog.js';
import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { removeKey } from '../lib/keys.js';
import { openProviders } from '../providers/providers_page.js';
import { canNotify, isNotifying, setNotifying } from './notification.js';

/** @typedef {import('./head.js').HeadProps} HeadProps */
/** @typedef {{id: string, name: string, key: string, key_tail: string}} Gateway */

/**
 * @param {string} title a string's key
 * @param {...(Node | string)} children
 */
const section = (title, ...children) => el('section', {}, el('h3', {}, t(title)), ...children);

/** @param {Gateway} gateway */
function keyRow({ id, name, key_tail: tail }) {
  const isShown = tail.length > 1; // of a short key nothing is shown but that it is there
  const row = el('li', {}, el('span', {}, name),
    el('span', { class: 'small' }, isShown ? tail : t('card.settings.keys.saved')),
    actionButton(t('card.settings.keys.remove'), async () => {
      await removeKey(id);
      row.replaceChildren(el('span', { class: 'small', role: 'status' }, t('card.settings.keys.removed', { gateway: name })));
    }, { 'aria-label': t('card.settings.keys.remove.of', { gateway: name }) }));
  return row;
}

function keysSection() {
  const list = el('ul', { class: 'rows' });
  request('/api/gateways').then(({ gateways }) => {
    const own = gateways.filter((/** @type {Gateway} */ { key }) => key === 'yours');
    list.append(...own.map(keyRow));
    if (!own.length) list.replaceWith(el('p', {}, t('card.settings.keys.none')));
  }, (error) => list.replaceWith(el('p', { role: 'alert' }, error.message)));
  return section('card.settings.keys', list, el('p', { class: 'small' }, t('card.settings.keys.kept')),
    actionButton(t('card.providers.manage'), (event) => {
      const button = /** @type {Element} */ (event.currentTarget);
      button.closest('dialog')?.close();
      openProviders();
    }));
}

function notificationSection() {
  const field = el('input', { type: 'checkbox', role: 'switch' });
  const note = el('p', { class: 'small', role: 'status' });
  field.checked = isNotifying();
  field.addEventListener('change', async () => {
    const isOn = field.checked;
    field.checked = await setNotifying(isOn);
    note.textContent = isOn && !field.checked ? t('card.settings.notify.blocked') : '';
  });
  return section('card.settings.notify', el('label', { class: 'switch' }, field, t('card.settings.notify.when')), note);
}

/** @param {HeadProps} props */
function aboutSection({ version, days }) {
  return section('card.settings.about',
    ...retentionParts(days),
    el('p', {}, el('a', { href: apiUrl('/docs'), target: '_blank' }, t('card.settings.api'))),
    el('p', { class: 'small', id: 'easel-version' }, `Easel ${version}`));
}

/** @param {HeadProps} props */
export function openSettings(props) {
  openDialog(t('card.head.settings'), { class: 'settings' },
    keysSection(), accountSection(), ...(canNotify() ? [notificationSection()] : []), aboutSection(props));
}
