// Field for a visitor's own key, and the line of one that is kept.
// @ts-check

import { actionButton, el, joinSentences, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { removeKey, saveKey } from '../lib/keys.js';
import { ConnectionTest } from './connection_test.js';

/**
 * A gateway that takes keys. `closed`: the server has a key that is not open to visitors.
 * @typedef {{id: string, name: string, site: string, closed: boolean}} KeyGateway
 * @typedef {import('../lib/keys.js').KeyCheck} KeyCheck
 */

/** @param {KeyGateway} gateway */
function siteLink({ site }) {
  return site && el('a', { class: 'small', href: site, target: '_blank', rel: 'noopener noreferrer' }, t('page.key.where'));
}

/**
 * The sentence for a key that was tried, with the gateway's own words.
 * @param {KeyCheck} checked
 * @param {KeyGateway} gateway
 */
function checkText({ result, said }, { name }) {
  return joinSentences(t(`page.key.${result}`, { gateway: name }), said && t('page.key.said', { gateway: name, said }));
}

/**
 * A form for a key, tried when it is saved; `onSaved` hears of one that is kept.
 * @param {KeyGateway} gateway
 * @param {(checked: KeyCheck) => void} onSaved
 * @param {() => void} [onCancel]
 */
export function keyForm(gateway, onSaved, onCancel) {
  const hint = joinSentences(gateway.closed ? t('page.key.closed') : '', t('page.key.hint'));
  const status = el('p', { class: 'small', role: 'status' }, hint);
  const input = el('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', placeholder: 'sk-…' });
  const save = el('button', { class: 'button button-main' }, t('page.key.save'));
  /** @param {string} text @param {boolean} isProblem */
  const say = (text, isProblem) => {
    set(status, text);
    status.classList.toggle('problem', isProblem);
  };
  const test = new ConnectionTest(() => ({ gateway: gateway.id, key: input.value.trim() }), { label: t('card.check.test.of', { gateway: gateway.name }) });
  return el('form', {
    class: 'key-form',
    onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      const key = input.value.trim();
      if (!key) {
        say(t('page.key.none'), true);
        input.focus();
        return;
      }
      save.disabled = true;
      say(t('page.key.checking', { gateway: gateway.name }), false);
      try {
        const checked = await saveKey(gateway.id, key);
        if (checked.result === 'refused') say(checkText(checked, gateway), true);
        else {
          input.value = '';
          onSaved(checked);
        }
      } catch (error) {
        say(t('page.key.failed', { said: /** @type {Error} */ (error).message }), true);
      }
      save.disabled = false;
    },
  },
  el('label', {}, el('span', {}, t('page.key.label', { gateway: gateway.name })), input),
  save,
  test.button,
  onCancel && actionButton(t('page.key.cancel'), onCancel),
  status,
  siteLink(gateway),
  test.element);
}

/**
 * The line of a key that is kept: what may be shown of it, how it did when it was tried, Test, Replace and Remove.
 * @param {KeyGateway} gateway
 * @param {{tail: string, checked: KeyCheck | null, onReplace: () => void}} state
 */
export function keyLine(gateway, { tail, checked, onReplace }) {
  const remove = actionButton(t('page.key.remove'), () => { removeKey(gateway.id); }, { class: 'button-quiet' });
  const replace = actionButton(t('page.key.replace'), onReplace, { class: 'button-quiet' });
  const mark = checked?.result === 'works' ? '✓ ' : '';
  const test = new ConnectionTest(() => ({ gateway: gateway.id }), {
    label: t('card.check.test.of', { gateway: gateway.name }), hooks: { key: onReplace },
  });
  return el('div', { class: 'key-line', 'data-result': checked?.result },
    el('p', { role: 'status' }, mark, checked ? checkText(checked, gateway) : t('page.key.yours', { gateway: gateway.name }),
      ' ', el('code', {}, tail)),
    test.button, replace, remove, test.element);
}
