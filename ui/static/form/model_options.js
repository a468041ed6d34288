// Options of the chosen model, beside those that every model has: the quality in sight, the rest behind "Advanced".

import { el, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const IN_SIGHT = 'quality'; // it decides price and time
const MOST_TILES = 5;

/** A value as people read it; one that only its gateway knows stays as it is. */
function valueText(value) {
  const key = `option.value.${value}`;
  const label = t(key);
  return label === key ? value : label;
}

const unsetText = (option) => (option.default
  ? t('page.options.default', { value: valueText(option.default) }) : t('page.options.unset'));
const otherValues = (option) => option.values.filter((choice) => choice !== option.default || option.sent);

function buildSelect(option, value) {
  return el('select', {},
    el('option', { value: '' }, unsetText(option)),
    ...otherValues(option).map((choice) => el('option', { value: choice, selected: choice === value }, valueText(choice))));
}

// A switch of its own, in sight: whether the answer is cut out.
function buildFlag(option, value, onChoose) {
  return el('label', { class: 'option-flag' },
    el('input', {
      type: 'checkbox', 'data-option': option.name, checked: value === 'true',
      onchange: ({ target }) => onChoose(target.checked ? 'true' : ''),
    }), el('span', {}, t(option.label)));
}

function buildField(option, value) {
  if (option.kind === 'choice') return buildSelect(option, value);
  if (option.kind === 'number') {
    return el('input', {
      type: 'number', min: option.minimum, max: option.maximum, step: option.step ?? 1, value,
      placeholder: option.unused ? t('page.options.unused') : option.default ?? t('page.options.unset'),
    });
  }
  if (option.kind === 'json') {
    return el('textarea', {
      rows: 2, maxlength: option.max_length, placeholder: option.placeholder, spellcheck: 'false', autocapitalize: 'off',
    }, value || '');
  }
  return el('input', { type: 'text', maxlength: option.max_length, value, placeholder: option.placeholder });
}

// Few values are tiles as those of the resolution are.
function buildTiles(option, value, { name, onChoose }) {
  const tile = (choice, text) => el('label', {},
    el('input', {
      type: 'radio', name, value: choice, checked: choice === (value ?? ''), onchange: () => onChoose(choice),
    }), el('span', {}, text));
  const first = option.default ? valueText(option.default) : t('page.resolution.auto');
  return el('fieldset', { class: 'option-tiles', 'data-option': option.name },
    el('legend', {}, t(option.label)), tile('', first),
    ...otherValues(option).map((choice) => tile(choice, valueText(choice))));
}

/** The component: `props.spec` lists the model's options, `props.value` is {name: value} of those that were chosen. */
export function mountModelOptions(element, props, { trigger, watch }) {
  const root = el('div');
  const form = element.closest('.form-panel');
  const radioName = `${form?.id}-quality`;
  let shown = '';
  keepMounted(element, root);

  function choose({ name, kind }, text) {
    const chosen = { ...props.value };
    if (text === '') delete chosen[name];
    else chosen[name] = kind === 'number' ? Number(text) : text;
    props.value = chosen;
    if (name === 'size' && text) clearShape();
    trigger('input');
  }

  // An exact size stands for ratio and resolution: of the two, what was set last holds.
  function clearShape() {
    form?.querySelectorAll(':is(.panel-ratio, .panel-resolution) input[value=""]:not(:checked)').forEach((auto) => auto.click());
  }

  function clearSize(event) {
    if (!event.isTrusted || !event.target.value || !props.value?.size) return;
    root.querySelector('[data-option=size]').value = '';
    choose({ name: 'size' }, '');
  }
  form?.addEventListener('change', (event) => {
    if (event.target.closest('.panel-ratio, .panel-resolution')) clearSize(event);
  });

  function buildRow(option, value) {
    const field = buildField(option, value);
    field.addEventListener('change', () => choose(option, field.value));
    field.dataset.option = option.name;
    return el('label', { class: 'option' }, el('span', {}, t(option.label)), field);
  }

  function build() {
    form?.toggleAttribute('data-sized', Boolean(props.value?.size));
    const spec = JSON.stringify(props.spec || []);
    if (spec === shown) return;
    shown = spec;
    const value = { ...props.value };
    const options = props.spec || [];
    const inSight = options.filter(({ name }) => name === IN_SIGHT).map((option) => (
      option.kind === 'choice' && option.values.length <= MOST_TILES
        ? buildTiles(option, value[option.name], { name: radioName, onChoose: (choice) => choose(option, choice) })
        : buildRow(option, value[option.name])));
    const flags = options.filter(({ kind }) => kind === 'flag')
      .map((option) => buildFlag(option, value[option.name], (choice) => choose(option, choice)));
    const rows = options.filter(({ name, kind }) => name !== IN_SIGHT && kind !== 'flag')
      .map((option) => buildRow(option, value[option.name]));
    const open = root.querySelector('details')?.open;
    root.replaceChildren(...inSight, ...flags, rows.length
      ? el('details', { class: 'options', open }, el('summary', {}, t('page.more')), el('div', {}, ...rows)) : '');
  }
  watch(['spec', 'value'], build);
  build();
}
