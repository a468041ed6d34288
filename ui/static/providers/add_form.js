// Form for a provider of one's own: its address, and a key where it asks for one.
// @ts-check

import { ConnectionTest } from '../form/connection_test.js';
import { el, joinSentences, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { addProvider } from './provider_store.js';

/**
 * @param {string} name
 * @param {Record<string, any>} attributes
 */
function field(name, attributes) {
  const input = el('input', { autocomplete: 'off', spellcheck: 'false', ...attributes });
  return { input, label: el('label', {}, el('span', {}, t(`card.providers.add.${name}`)), input) };
}

/** @param {{onAdded: (provider: {id: string, name: string}) => void}} callbacks */
export function addForm({ onAdded }) {
  const address = field('address', { type: 'text', inputmode: 'url', placeholder: 'https://api.example.com/v1' });
  const key = field('key', { type: 'password', placeholder: 'sk-…' });
  const name = field('name', { type: 'text', maxlength: 60 });
  const status = el('p', { class: 'small', role: 'status' }, t('card.providers.add.hint'));
  const test = new ConnectionTest(() => ({ address: address.input.value, key: key.input.value }), {
    label: t('card.check.test.new'),
    hooks: {
      address: (value) => {
        address.input.value = value;
        test.run();
      },
      key: () => key.input.focus(),
    },
  });
  const save = el('button', { class: 'button button-main' }, t('card.providers.add.save'));
  /** @param {string} text @param {boolean} isProblem */
  const say = (text, isProblem) => {
    set(status, text);
    status.classList.toggle('problem', isProblem);
  };
  return el('form', {
    class: 'provider-form',
    'aria-label': t('card.providers.add'),
    onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      if (!address.input.value.trim()) {
        say(t('card.providers.add.none'), true);
        address.input.focus();
        return;
      }
      save.disabled = true;
      try {
        const added = await addProvider({ name: name.input.value, address: address.input.value, key: key.input.value });
        [address, key, name].forEach(({ input }) => { input.value = ''; });
        say(t('card.providers.add.hint'), false);
        test.clear();
        onAdded(added);
      } catch (error) {
        const { message, advice } = /** @type {any} */ (error);
        say(joinSentences(message, advice), true);
      }
      save.disabled = false;
    },
  },
  el('h3', {}, t('card.providers.add')), address.label, key.label, name.label,
  el('div', { class: 'provider-form-actions' }, test.button, save), status, test.element);
}
