// A provider's models: asked for by a press, searched, ticked to be offered, or used at once.
// @ts-check

import { actionButton, el, joinSentences, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { findRows, mergeRows } from './model_rows.js';
import { listModels, tickModels, untickModels } from './provider_store.js';

/**
 * @typedef {import('./model_rows.js').Row} Row
 * @typedef {import('./model_rows.js').Ticks} Ticks
 */

const MAX_ROWS = 100; // drawn at once, of ten thousand that a provider may list

/** @param {string} family */
function familyText(family) {
  if (!family) return t('card.providers.family.auto');
  const key = `option.value.${family}`;
  const name = t(key);
  return name === key ? family : name;
}

/** The ticks as the server has them. @param {any} provider @returns {Ticks} */
const storedTicks = ({ models }) => ({
  added: new Map(models.filter((/** @type {any} */ model) => model.added)
    .map((/** @type {any} */ model) => [model.id, model.added_as])),
  unticked: new Set(models.filter((/** @type {any} */ model) => !model.offered).map((/** @type {any} */ { id }) => id)),
});

export class ModelTable {
  /**
   * @param {any} provider as GET /api/gateways has it
   * @param {{onUse: (value: string) => void}} callbacks `value` is "gateway/model"
   */
  constructor(provider, { onUse }) {
    this.provider = provider;
    this.onUse = onUse;
    /** @type {import('./provider_store.js').ListedModel[]} */
    this.listed = [];
    this.isListed = false;
    this.isOpen = false;
    this.unsaved = 0; // changes on their way
    /** @type {Promise<void>} */
    this.saving = Promise.resolve();
    this.ticks = storedTicks(provider);
    this.first = [...this.ticks.added.keys()];
    this.search = el('input', {
      type: 'search', autocomplete: 'off', spellcheck: 'false', oninput: () => this.draw(),
      'aria-label': t('card.providers.search', { gateway: provider.name }), placeholder: t('card.providers.search', { gateway: provider.name }),
    });
    this.status = el('p', { class: 'small', role: 'status' });
    this.rows = el('ul', { class: 'provider-models' });
    this.element = el('div', { class: 'provider-table', id: `provider-table-${provider.id}` }, this.status, this.search, this.rows);
  }

  /** @param {any} provider as the server has it by now */
  update(provider) {
    this.provider = provider;
    if (!this.unsaved) this.ticks = storedTicks(provider);
    this.draw();
  }

  /**
   * @param {string} text
   * @param {boolean} [isProblem]
   */
  say(text, isProblem = false) {
    set(this.status, text);
    this.status.classList.toggle('problem', isProblem);
  }

  /**
   * Has the provider asked for its models; those that are known without it are shown at once, whatever it answers.
   * @param {string} [query] what is looked for among them
   */
  async list(query = this.search.value) {
    const { id, name: gateway } = this.provider;
    this.search.value = query;
    this.isOpen ||= Boolean(query);
    this.say(t('card.providers.listing', { gateway }));
    this.draw();
    try {
      const { models, total } = await listModels(id);
      this.listed = models;
      this.first = [...this.ticks.added.keys()];
      this.isListed = true;
      this.isOpen = true;
      if (total === 1) this.say(t('card.providers.listed.one', { gateway }));
      else this.say(total ? t('card.providers.listed', { gateway, count: total }) : t('card.providers.empty', { gateway }));
    } catch (error) {
      const { message, advice } = /** @type {any} */ (error);
      this.say(joinSentences(message, advice), true);
    }
    this.draw();
  }

  /** Shows the models, or hides them. */
  toggle() {
    this.isOpen = !this.isOpen;
    this.draw();
  }

  draw() {
    const all = this.isOpen ? mergeRows(this.provider.models, this.ticks, this.listed, this.first) : [];
    const query = this.search.value.trim();
    const { rows, more } = findRows(all, query, MAX_ROWS);
    const focused = this.rows.contains(document.activeElement) ? document.activeElement?.id : '';
    this.search.hidden = all.length < 8 && !query;
    this.rows.replaceChildren(...rows.map((row) => this.row(row)));
    if (more) this.rows.append(el('li', { class: 'small' }, t('card.providers.more', { count: more })));
    if (this.isListed && this.isOpen && query && !rows.length) {
      this.rows.append(el('li', { class: 'small' }, t('card.providers.none', { query })));
    }
    if (focused) document.getElementById(focused)?.focus();
  }

  /** @param {Row} row */
  row(row) {
    const id = `provider-model-${this.provider.id}/${row.id}`;
    const tick = el('input', {
      id, type: 'checkbox', checked: row.isTicked, onchange: () => this.save({ ...row, isTicked: !row.isTicked }),
    });
    const name = el('span', { class: 'provider-model' }, row.id);
    return el('li', {},
      el('label', {}, tick, name, row.isBuiltIn && el('small', {}, t('card.providers.built_in'))),
      row.isTicked && !row.isBuiltIn && this.provider.families.length > 1 && this.familyField(row, id),
      actionButton(t('card.providers.use'), () => this.use(row), {
        id: `${id}-use`, 'aria-label': t('card.providers.use.of', { model: row.id }),
      }));
  }

  /**
   * @param {Row} row
   * @param {string} id
   */
  familyField(row, id) {
    const choose = (/** @type {Event} */ event) => {
      this.save({ ...row, family: /** @type {HTMLSelectElement} */ (event.target).value });
    };
    return el('select', { id: `${id}-family`, 'aria-label': t('card.providers.family.of', { model: row.id }), onchange: choose },
      ...['', ...this.provider.families].map((family) => (
        el('option', { value: family, selected: family === row.family }, familyText(family)))));
  }

  /**
   * Saves one more or one less tick, or another family; resolves with whether that worked.
   * @param {Row} changed
   */
  async save({
    id, isTicked, isBuiltIn, family,
  }) {
    const { added, unticked } = this.ticks;
    if (!isBuiltIn && isTicked) added.set(id, family);
    else if (!isBuiltIn) added.delete(id);
    else if (isTicked) unticked.delete(id);
    else unticked.add(id);
    this.unsaved += 1;
    this.draw();
    const send = () => (isBuiltIn ? untickModels(this.provider.id, [...unticked])
      : tickModels(this.provider.id, [...added].map(([model, kind]) => ({ id: model, family: kind }))));
    this.saving = this.saving.catch(() => {}).then(send); // one after the other: each says all
    try {
      await this.saving;
      this.unsaved -= 1;
      return true;
    } catch (error) {
      this.unsaved -= 1;
      this.ticks = storedTicks(this.provider);
      this.say(t('card.providers.save.failed', { said: /** @type {Error} */ (error).message }), true);
      this.draw();
      return false;
    }
  }

  /** @param {string} id of a model, offered by now or not */
  useById(id) {
    const rows = mergeRows(this.provider.models, this.ticks, [{ id, image: true }], []);
    return Promise.all(rows.filter((row) => row.id === id).map((row) => this.use(row)));
  }

  /** @param {Row} row */
  async use(row) {
    if (row.isTicked || await this.save({ ...row, isTicked: true })) {
      this.onUse(`${this.provider.id}/${row.id}`);
    }
  }
}
