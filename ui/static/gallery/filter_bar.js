// Filter bar of the gallery: search, favourites, further filters in a panel, and the switch to selecting.
// @ts-check

import { actionButton, el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { runStore } from '../lib/run_store.js';
import { ICONS } from '../lib/icons.js';
import { iconButton } from '../run/picture_actions.js';

const TYPING_PAUSE = 250; // ms after the last key at which is searched
const DAY = 86_400;
const DATE_SPANS = { day: DAY, week: 7 * DAY, month: 30 * DAY };
const SIZES = [1024, 2048, 4096];
const TASKS = ['generate', 'edit', 'chat'];

function buildSelect(label, options) {
  return el('select', { 'aria-label': t(label) }, ...options.map(([value, text]) => el('option', { value }, text)));
}

const isPressed = (button) => button.getAttribute('aria-pressed') === 'true';

// Makes `button` one that stays pressed until it is pressed again.
function makeToggle(button, onToggle) {
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(!isPressed(button)));
    onToggle();
  });
  return button;
}

export class FilterBar {
  /** `onChange(pause)` hears of other filters, `onSelect()` of a press on the switch to selecting and back. */
  constructor({ onChange, onSelect }) {
    const change = () => {
      this.showCount();
      onChange(0);
    };
    const search = t('card.gallery.search');
    this.search = el('input', { type: 'search', placeholder: search, 'aria-label': search });
    this.search.addEventListener('input', () => onChange(TYPING_PAUSE));
    this.model = buildSelect('card.gallery.model', [['', t('card.gallery.model.all')]]);
    this.task = buildSelect('card.gallery.task', ['', ...TASKS].map((task) => [task, t(`card.gallery.task.${task || 'all'}`)]));
    this.size = buildSelect('card.gallery.size', [['', t('card.gallery.size.all')],
      ...SIZES.map((pixels) => [pixels, t('card.gallery.size.from', { pixels })])]);
    this.date = buildSelect('card.gallery.date',
      ['', ...Object.keys(DATE_SPANS)].map((span) => [span, t(`card.gallery.date.${span || 'all'}`)]));
    this.selects.forEach((select) => select.addEventListener('change', change));
    this.favourites = makeToggle(
      iconButton(ICONS.favourite, t('card.gallery.favourites'), () => {}, { 'data-action': 'favourite' }),
      change,
    );
    this.failedRuns = makeToggle(actionButton(t('card.gallery.troubled'), () => {}), change);
    this.select = actionButton(t('card.gallery.select'), onSelect, { class: 'button gallery-select', 'aria-pressed': 'false' });
    this.panel = el('div', { id: 'gallery-panel', class: 'gallery-panel', hidden: true }, ...this.selects, this.failedRuns);
    this.opener = actionButton(t('card.gallery.filters'), () => this.togglePanel(), {
      class: 'button menu-button', 'aria-expanded': 'false', 'aria-controls': this.panel.id,
    });
    this.root = el('div', { class: 'gallery-bar', role: 'group', 'aria-label': t('card.gallery.filters') },
      this.search, this.favourites, el('div', { class: 'gallery-filters' }, this.opener, this.panel), this.select);
    this.root.addEventListener('keydown', (event) => this.handleKey(event));
    document.addEventListener('pointerdown', ({ target }) => {
      const pressed = /** @type {Node} */ (target);
      if (!this.panel.contains(pressed) && !this.opener.contains(pressed)) this.togglePanel(false);
    });
  }

  get selects() {
    return [this.model, this.task, this.size, this.date];
  }

  togglePanel(shown = this.panel.hidden) {
    this.panel.hidden = !shown;
    this.opener.setAttribute('aria-expanded', String(shown));
  }

  handleKey(event) {
    if (event.key !== 'Escape' || this.panel.hidden) return;
    event.preventDefault();
    this.togglePanel(false);
    this.opener.focus();
  }

  // A filter that is folded away is still told.
  showCount() {
    const count = this.selects.filter(({ value }) => value).length + Number(this.showsFailedRuns);
    set(this.opener, count ? t('card.gallery.filters.active', { count }) : t('card.gallery.filters'));
    this.opener.toggleAttribute('data-active', count > 0);
  }

  /** Shows whether pictures are being selected. */
  setSelecting(isSelecting) {
    this.select.setAttribute('aria-pressed', String(isSelecting));
    set(this.select, t(isSelecting ? 'card.gallery.select.end' : 'card.gallery.select'));
  }

  /** Whether runs that came to nothing are shown instead of pictures. */
  get showsFailedRuns() {
    return isPressed(this.failedRuns);
  }

  get isFiltered() {
    return [this.search, ...this.selects].some(({ value }) => value.trim()) || isPressed(this.favourites);
  }

  showPictures() {
    this.failedRuns.setAttribute('aria-pressed', 'false');
    this.showCount();
  }

  /**
   * The filters as [name, value] pairs of a query.
   * @returns {any[]}
   */
  query() {
    const [gateway, ...model] = this.model.value.split('/');
    const filters = {
      search: this.search.value.trim(), gateway, model: model.join('/'), task: this.task.value, least: this.size.value,
      since: this.date.value ? Math.floor(runStore.now()) - DATE_SPANS[this.date.value] : '',
      favourites: isPressed(this.favourites) || '',
    };
    return Object.entries(filters).filter(([, value]) => value !== '');
  }

  /** Offers these models: [gateway, model] pairs, those of a gateway together. */
  setModels(models) {
    const key = JSON.stringify(models);
    if (key === this.modelKey) return;
    this.modelKey = key;
    const { value, selectedOptions: [chosen] } = this.model;
    const allOf = (gateway) => el('option', { value: `${gateway}/` }, t('card.gallery.gateway.all', { gateway }));
    this.model.replaceChildren(el('option', { value: '' }, t('card.gallery.model.all')),
      ...models.flatMap(([gateway, model], index) => [
        ...(gateway === models[index - 1]?.[0] ? [] : [allOf(gateway)]),
        el('option', { value: `${gateway}/${model}` }, `${gateway} · ${model}`),
      ]));
    if (![...this.model.options].some((option) => option.value === value)) this.model.append(chosen); // it still holds
    this.model.value = value;
  }
}
