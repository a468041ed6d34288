// The visitor's own API key for a gateway: given, kept by the server, forgotten.

import { post, request } from '../lib/api_client.js';
import { el, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const forgetKey = (gateway) => request(`/api/keys/${encodeURIComponent(gateway)}`, { method: 'DELETE' });

function storedKey({ gateway, name }, onChange) {
  const forget = el('button', { type: 'button', class: 'button' }, t('page.key.forget'));
  forget.addEventListener('click', () => forgetKey(gateway).then(onChange, () => {}));
  return el('div', { class: 'key' }, el('p', {}, t('page.key.kept', { gateway: name })), forget);
}

function keyForm({ gateway, name, closed }, onChange) {
  const hint = [closed && t('page.key.closed'), t('page.key.hint')].filter(Boolean).join(' ');
  const status = el('p', { class: 'small', role: 'status' }, hint);
  const input = el('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' });
  const form = el('form', { class: 'key' },
    el('label', {}, el('span', {}, t('page.key.label', { gateway: name })), input),
    el('button', { class: 'button' }, t('page.key.save')), status);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      if (!input.value.trim()) throw new Error(t('page.key.none'));
      await post('/api/keys', { gateway, key: input.value.trim() });
      input.value = '';
      onChange();
    } catch (error) {
      status.textContent = t('page.key.failed', { said: error.message });
    }
  });
  return form;
}

/**
 * The component; `props.value` is {gateway, name, need, may, kept, closed}.
 *
 * A visitor's own key goes to a route of ours and nowhere else: into no component, no storage, no address. Where the
 * server has one, or none is needed, a key of one's own is offered but not asked for. `closed`: the server has one
 * that is not open to visitors.
 */
export function mountApiKey(element, props, { trigger, watch }) {
  const root = el('div');
  const onChange = () => trigger('input');
  let shown = '';
  keepMounted(element, root);
  function build() {
    const key = JSON.stringify(props.value || {});
    if (key === shown) return; // a key that is being typed stays
    shown = key;
    const { need, may, kept } = props.value || {};
    const open = Boolean(root.querySelector('.own-key')?.open); // unfolded, perhaps just before the model changed
    if (kept) root.replaceChildren(storedKey(props.value, onChange));
    else if (need) root.replaceChildren(keyForm(props.value, onChange));
    else if (may) {
      root.replaceChildren(el('details', { class: 'own-key', open },
        el('summary', {}, t('page.key.own')), keyForm(props.value, onChange)));
    } else root.replaceChildren();
  }
  watch('value', build);
  build();
}
