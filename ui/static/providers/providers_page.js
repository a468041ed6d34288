// The providers page: every provider with its key and models, and a form for one of your own.
// @ts-check

import { chooseModel } from '../form/model_choice.js';
import { isReady, modelRows } from '../form/model_list.js';
import { request } from '../lib/api_client.js';
import { openDialog } from '../lib/dialog.js';
import { el, set, setChildren } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { onKeyChange } from '../lib/keys.js';
import { addForm } from './add_form.js';
import { ProviderCard } from './provider_card.js';

/** Own ones first, then those that can be asked, the demo last. @param {any} provider */
const rank = (provider) => [provider.own, isReady(provider) && !provider.by_rule, !provider.by_rule].findIndex(Boolean) >>> 0;

class ProvidersPage {
  /** @type {symbol | undefined} */ loading;

  constructor() {
    /** @type {Map<string, ProviderCard>} */
    this.cards = new Map();
    this.closing = new AbortController();
    this.status = el('p', { class: 'small', role: 'status' });
    this.list = el('div', { class: 'provider-list' });
    const form = addForm({
      onAdded: async ({ id, name }) => {
        this.say(t('card.providers.added', { gateway: name }));
        await this.load();
        this.cards.get(id)?.element.scrollIntoView({ block: 'nearest' });
        await this.cards.get(id)?.list();
      },
    });
    this.dialog = openDialog(t('card.providers.title'), { class: 'providers' },
      el('p', { class: 'small' }, t('card.providers.intro')), this.status, this.list, form);
    this.dialog.addEventListener('close', () => this.closing.abort());
    onKeyChange(() => this.load(), this.closing.signal);
  }

  /** @param {string} text */
  say(text) {
    set(this.status, text);
  }

  async load() {
    const loading = this.loading = Symbol('loading');
    try {
      const [{ gateways }, { addresses }] = await Promise.all(
        [request('/api/gateways'), request('/api/gateways/addresses')]);
      if (loading !== this.loading) return; // a later answer knows more
      const providers = gateways.map((/** @type {any} */ gateway) => ({ ...gateway, address: addresses[gateway.id] || '' }));
      this.show(providers.sort((/** @type {any} */ one, /** @type {any} */ other) => rank(one) - rank(other)));
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {any[]} providers */
  show(providers) {
    for (const provider of providers) {
      const card = this.cards.get(provider.id);
      if (card) card.update(provider);
      else {
        this.cards.set(provider.id, new ProviderCard(provider, {
          onUse: (value) => this.use(value),
          onRemoved: (gateway) => this.say(t('card.providers.removed', { gateway })),
        }));
      }
    }
    const ids = providers.map(({ id }) => id);
    const focused = /** @type {HTMLElement | null} */ (this.list.contains(document.activeElement) ? document.activeElement : null);
    [...this.cards.keys()].filter((id) => !ids.includes(id)).forEach((id) => this.cards.delete(id));
    setChildren(this.list, ids.map((id) => /** @type {ProviderCard} */ (this.cards.get(id)).element));
    // A card that moves loses the focus, and one that is removed takes it along.
    if (focused && focused !== document.activeElement) (focused.isConnected ? focused : this.list.querySelector('button'))?.focus();
  }

  /** @param {string} value "gateway/model" */
  async use(value) {
    const { gateways } = await request('/api/gateways');
    const row = modelRows(gateways).find((model) => model.value === value);
    if (!row) return;
    this.dialog.close();
    chooseModel(row);
  }

  /** @param {string} query */
  lookFor(query) {
    return Promise.all([...this.cards.values()].map((card) => card.list(query)));
  }
}

/**
 * Opens the page. With a query every provider that can be is asked for its models, to look for it among them.
 * @param {{query?: string}} [options]
 */
export async function openProviders({ query = '' } = {}) {
  const page = new ProvidersPage();
  await page.load();
  if (query) await page.lookFor(query);
}
