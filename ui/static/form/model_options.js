// Options of the chosen model, beside those that every model has.

import { el, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

function valueText(value) {
  const labels = { true: t('option.value.true'), false: t('option.value.false') };
  return labels[value] || value;
}

function buildSelect(option, value) {
  const unset = option.default
    ? t('page.options.default', { value: valueText(option.default) }) : t('page.options.unset');
  const values = option.values.filter((choice) => choice !== option.default || option.sent);
  return el('select', {},
    el('option', { value: '' }, unset),
    ...values.map((choice) => el('option', { value: choice, selected: choice === value }, valueText(choice))));
}

function buildField(option, value) {
  if (option.kind === 'choice') return buildSelect(option, value);
  if (option.kind === 'number') {
    return el('input', {
      type: 'number', min: option.minimum, max: option.maximum, step: 1, value,
      placeholder: option.default ?? t('page.options.unset'),
    });
  }
  return el('input', { type: 'text', maxlength: option.max_length, value, placeholder: option.placeholder });
}

/** The component: `props.spec` lists the model's options, `props.value` is {name: value} of those that were chosen. */
export function mountModelOptions(element, props, { trigger, watch }) {
  const root = el('div');
  let shown = '';
  keepMounted(element, root);
  function choose({ name, kind }, text) {
    const chosen = { ...props.value };
    if (text === '') delete chosen[name];
    else chosen[name] = kind === 'number' ? Number(text) : text;
    props.value = chosen;
    trigger('input');
  }
  function build() {
    const spec = JSON.stringify(props.spec || []);
    if (spec === shown) return;
    shown = spec;
    const value = { ...props.value };
    const rows = (props.spec || []).map((option) => {
      const field = buildField(option, value[option.name]);
      field.addEventListener('change', () => choose(option, field.value));
      field.dataset.option = option.name;
      return el('label', { class: 'option' }, el('span', {}, t(option.label)), field);
    });
    const open = root.querySelector('details')?.open;
    root.replaceChildren(rows.length
      ? el('details', { class: 'options', open }, el('summary', {}, t('page.more')), el('div', {}, ...rows)) : '');
  }
  watch(['spec', 'value'], build);
  build();
}
