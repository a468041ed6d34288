// Card of a provider: its name, address and key, its models, and what else is known of it.
// @ts-check

import { ConnectionTest } from '../form/connection_test.js';
import { keyForm, keyLine } from '../form/key_form.js';
import { isReady, recentModels } from '../form/model_list.js';
import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { behaviourPart } from './behaviour_list.js';
import { ModelTable } from './model_table.js';
import { moveProvider, removeProvider } from './provider_store.js';

/**
 * Further parts of a card, below its models: each makes an element, which has `update` called with the provider as the
 * server has it whenever that changed.
 * @type {((provider: any) => {element: HTMLElement, update: (provider: any) => void})[]}
 */
const FURTHER_PARTS = [behaviourPart];

/** @param {any} provider */
function keyText({ key, key_tail: tail, needs_key: needsKey }) {
  if (key === 'yours') return t('card.providers.key.yours', { tail });
  if (key === 'server') return t('card.providers.key.server');
  return t(needsKey ? 'card.providers.key.none' : 'card.providers.key.free');
}

/** @param {any} provider */
function countText({ models }) {
  const count = models.filter((/** @type {any} */ { offered }) => offered).length;
  if (count < models.length) return t('card.providers.models.some', { count, total: models.length });
  return t(count === 1 ? 'card.providers.models.one' : 'card.providers.models', { count });
}

/**
 * The model of a provider that was used last, "" where none was.
 * @param {string} gateway
 */
const lastModel = (gateway) => recentModels().find((value) => value.startsWith(`${gateway}/`))?.slice(gateway.length + 1) || '';

export class ProviderCard {
  /**
   * @param {any} provider as GET /api/gateways has it, with its `address`
   * @param {{onUse: (value: string) => void, onRemoved: (name: string) => void}} callbacks
   */
  constructor(provider, { onUse, onRemoved }) {
    this.provider = provider;
    this.onRemoved = onRemoved;
    this.asksKey = false;
    this.shownKey = '';
    /** @type {import('../lib/keys.js').KeyCheck | null} */
    this.checked = null;
    this.table = new ModelTable(provider, { onUse });
    this.parts = [this.table, ...FURTHER_PARTS.map((part) => part(provider))];
    this.test = new ConnectionTest(() => ({ gateway: provider.id, model: lastModel(provider.id) }), {
      label: t('card.check.test.of', { gateway: provider.name }),
      hooks: {
        ...(provider.own && { address: (/** @type {string} */ address) => this.move(address) }),
        model: (/** @type {string} */ id) => this.table.useById(id),
        ...(provider.takes_key && { key: () => this.asksKey || this.askKey() }),
      },
    });
    this.head = el('div', { class: 'provider-head' });
    this.keyArea = el('div', { class: 'provider-key' });
    this.element = el('section', { class: 'provider', 'data-provider': provider.id, 'aria-label': provider.name },
      this.head, this.test.element, this.keyArea, ...this.parts.map((part) => part.element));
    this.draw();
  }

  /** @param {any} provider as the server has it by now */
  update(provider) {
    this.provider = provider;
    this.draw();
    this.parts.forEach((part) => part.update(provider));
  }

  /** @param {string} [query] what is looked for among the provider's models */
  async list(query) {
    if (!this.provider.lists_models || !isReady(this.provider)) return;
    await this.table.list(query);
    this.draw(); // its models are shown by now
  }

  draw() {
    const { name, address, own, takes_key: takesKey } = this.provider;
    const focused = this.head.contains(document.activeElement) ? document.activeElement?.getAttribute('data-action') : null;
    this.head.replaceChildren(
      el('h3', {}, name),
      own ? el('span', { class: 'provider-own' }, t('card.providers.own')) : '',
      el('p', { class: 'small' }, this.countButton(), ` · ${keyText(this.provider)}`),
      el('p', { class: 'provider-address' }, address),
      el('div', { class: 'provider-actions' },
        this.provider.lists_models && isReady(this.provider) && actionButton(t('card.providers.list'), () => this.list(), {
          'data-action': 'list', 'aria-label': t('card.providers.list.of', { gateway: name }),
        }),
        address && this.test.button,
        takesKey && actionButton(t(this.provider.key === 'yours' ? 'card.providers.key.replace' : 'page.key.own'), () => this.askKey(), {
          'data-action': 'key', 'aria-expanded': String(this.asksKey),
        }),
        own && actionButton(t('card.providers.remove'), () => this.remove(), {
          'data-action': 'remove', 'aria-label': t('card.providers.remove.of', { gateway: name }),
        })));
    if (focused) /** @type {HTMLElement | null} */ (this.head.querySelector(`[data-action=${focused}]`))?.focus();
    this.drawKey();
  }

  /** The number of models, which shows them, or the bare number where there are none. */
  countButton() {
    const { name, models } = this.provider;
    const label = countText(this.provider);
    return models.length ? actionButton(label, () => {
      this.table.toggle();
      this.draw();
    }, {
      class: 'button-quiet',
      'data-action': 'models',
      'aria-expanded': String(this.table.isOpen),
      'aria-controls': this.table.element.id,
      'aria-label': t('card.providers.models.show', { gateway: name, said: label }),
    }) : label;
  }

  /** What the area of the key has to show. */
  keyState() {
    const { own, needs_key: needsKey, key } = this.provider;
    if (this.asksKey) return 'form';
    if (key === 'yours' && this.checked) return 'line';
    return own && needsKey && key === 'none' ? 'forgotten' : '';
  }

  drawKey() {
    const gateway = { ...this.provider, closed: this.provider.server_key === 'closed' };
    const state = this.keyState();
    if (state === this.shownKey) return; // a key that is being typed stays, and so does a button that has the focus
    this.shownKey = state;
    const hadFocus = this.keyArea.contains(document.activeElement);
    if (state === 'form') {
      this.keyArea.replaceChildren(keyForm(gateway, (checked) => {
        this.checked = checked;
        this.asksKey = false;
        this.draw();
      }, () => this.askKey()));
    } else if (state === 'line') {
      const { checked } = this;
      this.keyArea.replaceChildren(keyLine(gateway, { tail: checked?.key_tail ?? '', checked, onReplace: () => this.askKey() }));
    } else {
      this.keyArea.replaceChildren(state && el('p', { class: 'small' }, t('card.providers.key.forgotten', { gateway: gateway.name })));
    }
    if (hadFocus) /** @type {HTMLElement | null} */ (this.head.querySelector('[data-action=key]'))?.focus(); // what had it is gone
  }

  askKey() {
    this.asksKey = !this.asksKey;
    this.draw();
    if (this.asksKey) this.keyArea.querySelector('input')?.focus();
  }

  /** @param {string} address of the same provider, as its test found it */
  async move(address) {
    try {
      await moveProvider(this.provider.id, address);
      await this.test.run();
    } catch (error) {
      this.table.say(/** @type {Error} */ (error).message, true);
    }
  }

  async remove() {
    try {
      await removeProvider(this.provider.id);
      this.onRemoved(this.provider.name);
    } catch (error) {
      this.table.say(/** @type {Error} */ (error).message, true);
    }
  }
}
