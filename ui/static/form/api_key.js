// The key that a form asks for: shown where the chosen model needs one, and how it did once it was given.
// @ts-check

import { el, keepMounted } from '../lib/dom.js';
import { onKeyChange } from '../lib/keys.js';
import { keyForm, keyLine } from './key_form.js';

/**
 * The component; `props.state` is {gateway, name, site, need, closed}. `need`: nobody gave a key that it asks for.
 *
 * @param {HTMLElement} element
 * @param {{state: any}} props
 * @param {{trigger: (event: string) => void, watch: (name: string, callback: () => void) => void}} tools
 */
export function mountApiKey(element, props, { trigger, watch }) {
  const root = el('div');
  /** @type {import('../lib/keys.js').KeyCheck | null} */
  let checked = null; // of the key that was given here
  let isReplacing = false;
  let shown = '';
  keepMounted(element, root);
  const gateway = () => ({ ...props.state, id: props.state?.gateway });

  /** @param {string} id of the gateway whose key it is; the form may be another one's by the time of the answer */
  const keep = (id) => (/** @type {import('../lib/keys.js').KeyCheck} */ result) => {
    if (id !== props.state?.gateway) return;
    checked = result;
    isReplacing = false;
    build();
  };

  function build() {
    const { gateway: id, need } = props.state || {};
    const state = JSON.stringify([id, need, checked, isReplacing]);
    if (state === shown) return; // a key that is being typed stays
    shown = state;
    root.toggleAttribute('data-needed', Boolean(need));
    if (need || isReplacing) {
      const cancel = () => {
        isReplacing = false;
        build();
      };
      root.replaceChildren(keyForm(gateway(), keep(id), need ? undefined : cancel));
    } else if (checked) {
      root.replaceChildren(keyLine(gateway(), {
        tail: checked.key_tail,
        checked,
        onReplace: () => {
          isReplacing = true;
          build();
          root.querySelector('input')?.focus();
        },
      }));
    } else root.replaceChildren();
  }

  let gatewayBefore = props.state?.gateway;
  watch('state', () => {
    const { gateway: id, need, kept } = props.state || {};
    if (id !== gatewayBefore || (!need && !kept)) {
      checked = null;
      isReplacing = false;
    }
    gatewayBefore = id;
    build();
  });
  onKeyChange(() => trigger('input'));
  build();
}
