// Options of the chosen model, beside those that every model has: the quality in sight, the rest behind "Advanced".
// @ts-check

import { el, keepMounted, setChildren } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

const IN_SIGHT = 'quality'; // it decides price and time
const MAX_TILES = 5;

// The nearest size that can be had stands on a button in the plan, which goes when it is taken.
document.addEventListener('click', ({ target }) => {
  /** @type {any} */
  const button = target instanceof Element ? target.closest('[data-use-size]') : null;
  const field = button?.closest('.form-panel')?.querySelector('[data-option=size]');
  if (!field) return;
  field.value = button.dataset.useSize;
  field.dispatchEvent(new Event('change'));
  const plan = button.closest('.panel-plan');
  plan.tabIndex = -1;
  plan.focus({ preventScroll: true });
});

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
  const rows = el('div');
  const details = el('details', { class: 'options' }, el('summary', {}, t('page.more')), rows);
  /** @type {Map<string, {shows: string, element: HTMLElement}>} by the option's name; what it shows is option and value */
  const drawn = new Map();
  keepMounted(element, root);

  const contentOf = (option, value) => JSON.stringify([option, value]);

  function choose(option, text) {
    const { name, kind } = option;
    const chosen = { ...props.value };
    if (text === '') delete chosen[name];
    else chosen[name] = kind === 'number' ? Number(text) : text;
    const known = drawn.get(name);
    if (known) known.shows = contentOf(option, chosen[name]); // its field has it already
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
    const size = root.querySelector('[data-option=size]');
    if (size instanceof HTMLInputElement || size instanceof HTMLSelectElement) size.value = '';
    choose({ name: 'size' }, '');
  }
  form?.addEventListener('change', (event) => {
    if (/** @type {Element} */ (event.target).closest('.panel-ratio, .panel-resolution')) clearSize(event);
  });

  function buildRow(option, value) {
    const field = buildField(option, value);
    field.addEventListener('change', () => choose(option, field.value));
    field.dataset.option = option.name;
    return el('label', { class: 'option' }, el('span', {}, t(option.label)), field);
  }

  function buildOption(option, value) {
    if (option.kind === 'flag') return buildFlag(option, value, (choice) => choose(option, choice));
    if (option.name === IN_SIGHT && option.kind === 'choice' && option.values.length <= MAX_TILES) {
      return buildTiles(option, value, { name: radioName, onChoose: (choice) => choose(option, choice) });
    }
    return buildRow(option, value);
  }

  // Only what changed is drawn anew, so that a field keeps its focus and what is being typed into it.
  function elementOf(option) {
    const value = props.value?.[option.name];
    const shows = contentOf(option, value);
    const before = drawn.get(option.name);
    if (before?.shows === shows) return before.element;
    const element = buildOption(option, value);
    drawn.set(option.name, { shows, element });
    return element;
  }

  function build() {
    form?.toggleAttribute('data-sized', Boolean(props.value?.size));
    const options = props.spec || [];
    const folded = options.filter(({ name, kind }) => name !== IN_SIGHT && kind !== 'flag');
    const inSight = options.filter(({ name }) => name === IN_SIGHT);
    const flags = options.filter(({ kind }) => kind === 'flag');
    setChildren(rows, folded.map(elementOf));
    setChildren(root, [...[...inSight, ...flags].map(elementOf), ...(folded.length ? [details] : [])]);
  }
  watch(['spec', 'value'], build);
  build();
}
