// Panel of the model picker: a dialog with a search, the models in groups, and a key for who lacks one.
//
// The search keeps the focus; arrow keys move through the options, Enter chooses, Escape closes.
// @ts-check

import { request } from '../lib/api_client.js';
import { closeButton, closeByPressBeside, showModal } from '../lib/dialog.js';
import {
  actionButton, el, icon, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { onKeyChange } from '../lib/keys.js';
import { keyForm, keyLine } from './key_form.js';
import { modelDetails } from './model_card.js';
import { durationText, groupRows, modelRows, recentModels } from './model_list.js';

/**
 * @typedef {import('./model_list.js').ModelRow} ModelRow
 * @typedef {object} PanelCallbacks
 * @property {(row: ModelRow) => void} onChoose
 * @property {() => void} onClose
 * @property {(query: string) => void} onManage opens the providers page
 */

const STEPS = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });

class ModelPanel {
  constructor() {
    /** @type {ModelRow[]} */
    this.rows = [];
    this.current = '';
    this.keyOf = ''; // the row whose key is asked for
    this.shownKey = ''; // what its area shows
    /** @type {HTMLElement | null} */
    this.keyElement = null;
    this.isReplacing = false;
    /** @type {import('../lib/keys.js').KeyCheck | null} */
    this.checked = null;
    /** @type {(row: ModelRow) => void} */
    this.onChoose = () => {};
    this.onClose = () => {};
    /** @type {(query: string) => void} */
    this.onManage = () => {};
    this.search = el('input', {
      type: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'model-options', 'aria-autocomplete': 'list',
      'aria-label': t('page.picker.search'), placeholder: t('page.picker.search'), autocomplete: 'off', spellcheck: 'false',
      oninput: () => this.draw(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.handleKey(event),
    });
    this.list = el('div', { class: 'model-options', id: 'model-options', tabindex: '0' }); // to be scrolled by keys
    this.manage = actionButton('', () => this.manageProviders());
    this.dialog = el('dialog', { class: 'model-panel', 'aria-label': t('page.picker.title') },
      el('header', {}, this.search, closeButton(t('page.picker.close'), 'button-quiet model-close')), this.list,
      el('footer', {}, this.manage));
    closeByPressBeside(this.dialog);
    this.dialog.addEventListener('close', () => this.onClose());
    onKeyChange(() => this.dialog.open && this.load());
  }

  /**
   * @param {string} current the value of the chosen model
   * @param {PanelCallbacks} callbacks
   */
  async open(current, callbacks) {
    Object.assign(this, { current, ...callbacks, keyOf: '', shownKey: '', checked: null });
    this.search.value = '';
    this.list.replaceChildren();
    this.draw(); // as it was known last, until the server has told what is new
    showModal(this.dialog);
    this.search.focus();
    await this.load();
  }

  async load() {
    const { gateways } = await request('/api/gateways');
    const rows = modelRows(gateways).filter(({ offered, value }) => offered || value === this.current);
    // Nothing new: a press that is under way keeps the row that it began on.
    if (!this.keyOf && JSON.stringify(rows) === JSON.stringify(this.rows)) return;
    this.rows = rows;
    this.draw();
  }

  /** @returns {HTMLElement[]} */
  options() {
    return /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll('[role=option]')]);
  }

  draw() {
    const typed = this.search.value.trim();
    const groups = groupRows(this.rows, { query: typed, recent: recentModels() });
    const active = this.list.querySelector('.active')?.getAttribute('data-model') ?? this.current; // at first the chosen one
    const focused = this.keyElement?.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
    this.list.replaceChildren(...groups.map(({ group, rows }) => this.group(group, rows)));
    if (focused?.isConnected) focused.focus();
    set(this.manage, groups.length || !typed ? t('card.providers.manage') : t('card.providers.look', { query: typed }));
    if (!groups.length && this.rows.length) {
      this.list.append(el('p', { class: 'hint', role: 'status' }, t('page.picker.none', { query: typed })));
    }
    this.activate(this.options().find((option) => option.dataset.model === active) || this.options()[0]);
  }

  /** Opens the providers page, where nothing was found to look for it at the providers. */
  manageProviders() {
    const query = this.options().length ? '' : this.search.value.trim();
    this.dialog.close();
    this.onManage(query);
  }

  /**
   * A group's rows; where one asks for a key, the field stands between two lists, as a list holds nothing but options.
   * @param {string} group
   * @param {ModelRow[]} rows
   */
  group(group, rows) {
    const title = t(`page.picker.${group}`);
    const list = (/** @type {ModelRow[]} */ part) => part.length > 0 && el('div', { role: 'listbox', 'aria-label': title },
      ...part.map((row) => this.row(row)));
    const cut = rows.findIndex(({ value }) => value === this.keyOf) + 1;
    const parts = cut ? [list(rows.slice(0, cut)), this.keyArea(rows[cut - 1]), list(rows.slice(cut))] : [list(rows)];
    return el('section', {}, el('h3', {}, title), ...parts);
  }

  /** @param {ModelRow} row */
  row(row) {
    const isNeeded = row.group === 'needs_key';
    const title = isNeeded ? t('page.key.add') : row.tail || t('page.key.own');
    const classes = isNeeded ? 'button' : `button-quiet ${row.key}`;
    return el('div', { class: 'model-item', role: 'presentation' },
      el('div', {
        role: 'option', id: `model-option-${row.value}`, class: 'model-option', 'data-model': row.value,
        'aria-selected': String(row.value === this.current), onclick: () => this.choose(row),
      }, ...modelDetails(row), el('span', { class: 'model-time' }, durationText(row.seconds))),
      // For the pointer: by keyboard the form asks for the key, and the settings replace one.
      row.takesKey && el('button', {
        type: 'button', class: classes, title, tabindex: -1, 'aria-hidden': 'true', onclick: () => this.askKey(row),
      }, isNeeded ? title : icon(ICONS.key)));
  }

  /**
   * The area of a row's key: the same element until it has something else to show, so that a key which is being typed
   * outlives a list that is drawn anew.
   * @param {ModelRow} row
   */
  keyArea(row) {
    const isLine = row.key === 'yours' && !this.isReplacing;
    const shown = JSON.stringify([row.value, row.provider.closed, isLine && [row.tail, this.checked]]);
    if (shown !== this.shownKey || !this.keyElement) {
      this.shownKey = shown;
      this.keyElement = this.buildKeyArea(row);
    }
    return this.keyElement;
  }

  /** @param {ModelRow} row */
  buildKeyArea(row) {
    const cancel = () => this.askKey(row);
    if (row.key === 'yours' && !this.isReplacing) {
      return keyLine(row.provider, {
        tail: row.tail,
        checked: this.checked,
        onReplace: () => {
          this.isReplacing = true;
          this.draw();
          this.list.querySelector('input')?.focus();
        },
      });
    }
    const form = keyForm(row.provider, (checked) => {
      if (!this.dialog.open || !form.isConnected) return; // it was left while the key was tried
      this.checked = checked;
      this.isReplacing = false;
      if (checked.result === 'works') this.choose(row);
    }, cancel);
    return form;
  }

  /** @param {ModelRow} row */
  askKey(row) {
    this.keyOf = this.keyOf === row.value ? '' : row.value;
    this.shownKey = '';
    this.checked = null;
    this.isReplacing = false;
    this.draw();
    (this.list.querySelector('input') || this.search).focus();
  }

  /** @param {ModelRow} row */
  choose(row) {
    this.dialog.close();
    this.onChoose(row);
  }

  /** @param {HTMLElement | undefined} option */
  activate(option) {
    for (const other of this.options()) other.classList.toggle('active', other === option);
    this.search.setAttribute('aria-activedescendant', option?.id || '');
    option?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (event.isComposing) return;
    const options = this.options();
    const active = options.findIndex((option) => option.classList.contains('active'));
    if (event.key in STEPS) {
      event.preventDefault();
      this.activate(options[(active + STEPS[event.key] + options.length) % options.length]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      options[active]?.click();
    } else if (event.key === 'Escape') { // which else only clears the search
      event.preventDefault();
      this.dialog.close();
    }
  }
}

/** @type {ModelPanel | undefined} */
let panel;

/**
 * Opens the panel, one for all tabs.
 * @param {string} current the value of the chosen model
 * @param {PanelCallbacks} callbacks
 */
export function openModelPanel(current, callbacks) {
  panel ??= new ModelPanel();
  return panel.open(current, callbacks);
}
