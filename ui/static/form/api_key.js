// The visitor's own API key for a gateway: given, kept on the server, forgotten.

import { post, request } from '../lib/api_client.js';
import { el, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const saveKey = (gateway, key) => post('/api/keys', { gateway, key });
const forgetKey = (gateway) => request(`/api/keys/${encodeURIComponent(gateway)}`, { method: 'DELETE' });

function forgetting({ gateway, name }, changed) {
  const forget = el('button', { type: 'button', class: 'act' }, t('page.key.forget'));
  forget.addEventListener('click', () => forgetKey(gateway).then(changed, () => {}));
  return el('div', { class: 'key' }, el('p', {}, t('page.key.kept', { gateway: name })), forget);
}

function giving({ gateway, name }, changed) {
  const told = el('p', { class: 'small', role: 'status' }, t('page.key.hint'));
  const input = el('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' });
  const form = el('form', { class: 'key' },
    el('label', {}, el('span', {}, t('page.key.label', { gateway: name })), input),
    el('button', { class: 'act' }, t('page.key.save')), told);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      if (!input.value.trim()) throw new Error(t('page.key.none'));
      await saveKey(gateway, input.value.trim());
      input.value = '';
      changed();
    } catch (error) {
      told.textContent = t('page.key.failed', { said: error.message });
    }
  });
  return form;
}

// A visitor's own key goes to a route of ours and nowhere else: into no component, no storage, no address.
// Where the server has one, or none is needed, a key of one's own is offered but not asked for.
export function key(element, props, { trigger, watch }) {
  const root = el('div');
  const changed = () => trigger('change');
  let shown = '';
  keepMounted(element, root);
  function build() {
    const about = JSON.stringify(props.value || {});
    if (about === shown) return; // a key that is being typed stays
    shown = about;
    const { need, may, kept } = props.value || {};
    const open = Boolean(root.querySelector('.own-key')?.open); // it was unfolded, perhaps just before the model changed
    if (kept) root.replaceChildren(forgetting(props.value, changed));
    else if (need) root.replaceChildren(giving(props.value, changed));
    else if (may) {
      root.replaceChildren(el('details', { class: 'own-key', open },
        el('summary', {}, t('page.key.own')), giving(props.value, changed)));
    } else root.replaceChildren();
  }
  watch('value', build);
  build();
}
