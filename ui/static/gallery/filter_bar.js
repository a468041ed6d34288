// Filter bar of the gallery: search, filters, and the switch to selecting.

import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { runStore } from '../lib/run_store.js';

const TYPING_PAUSE = 250; // ms after the last key at which is searched
const DAY = 86_400;
const DATE_SPANS = { day: DAY, week: 7 * DAY, month: 30 * DAY };
const SIZES = [1024, 2048, 4096];
const TASKS = ['generate', 'edit', 'chat'];

function buildSelect(label, options) {
  return el('select', { 'aria-label': t(label) }, ...options.map(([value, text]) => el('option', { value }, text)));
}

const isPressed = (button) => button.getAttribute('aria-pressed') === 'true';

function toggleButton(key, onToggle) {
  const button = actionButton(t(key), () => {
    button.setAttribute('aria-pressed', String(!isPressed(button)));
    onToggle();
  }, { 'aria-pressed': 'false' });
  return button;
}

export class FilterBar {
  /** `onChange(pause)` hears of other filters, `onSelect()` of the switch to selecting and back. */
  constructor({ onChange, onSelect }) {
    const change = () => onChange(0);
    const search = t('card.gallery.search');
    this.search = el('input', { type: 'search', placeholder: search, 'aria-label': search });
    this.search.addEventListener('input', () => onChange(TYPING_PAUSE));
    this.model = buildSelect('card.gallery.model', [['', t('card.gallery.model.all')]]);
    this.task = buildSelect('card.gallery.task', ['', ...TASKS].map((task) => [task, t(`card.gallery.task.${task || 'all'}`)]));
    this.size = buildSelect('card.gallery.size', [['', t('card.gallery.size.all')],
      ...SIZES.map((pixels) => [pixels, t('card.gallery.size.from', { pixels })])]);
    this.date = buildSelect('card.gallery.date',
      ['', ...Object.keys(DATE_SPANS)].map((span) => [span, t(`card.gallery.date.${span || 'all'}`)]));
    [this.model, this.task, this.size, this.date].forEach((select) => select.addEventListener('change', change));
    this.favourites = toggleButton('card.gallery.favourites', change);
    this.failedRuns = toggleButton('card.gallery.troubled', change);
    this.select = toggleButton('card.gallery.select', onSelect);
    this.root = el('div', { class: 'gallery-bar', role: 'toolbar' }, this.search,
      el('details', { class: 'gallery-filters', open: matchMedia('(width >= 900px)').matches },
        el('summary', {}, t('card.gallery.filters')),
        el('div', {}, this.model, this.task, this.size, this.date, this.favourites, this.failedRuns, this.select)));
  }

  /** Whether runs that came to nothing are shown instead of pictures. */
  get showsFailedRuns() {
    return isPressed(this.failedRuns);
  }

  get isSelecting() {
    return isPressed(this.select);
  }

  get isFiltered() {
    const values = [this.search.value.trim(), this.model.value, this.task.value, this.size.value, this.date.value];
    return values.some(Boolean) || isPressed(this.favourites);
  }

  showPictures() {
    this.failedRuns.setAttribute('aria-pressed', 'false');
  }

  /** The filters as [name, value] pairs of a query. */
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
    const { value } = this.model;
    const allOf = (gateway) => el('option', { value: `${gateway}/` }, t('card.gallery.gateway.all', { gateway }));
    this.model.replaceChildren(el('option', { value: '' }, t('card.gallery.model.all')),
      ...models.flatMap(([gateway, model], index) => [
        ...(gateway === models[index - 1]?.[0] ? [] : [allOf(gateway)]),
        el('option', { value: `${gateway}/${model}` }, `${gateway} · ${model}`),
      ]));
    this.model.value = value;
  }
}
