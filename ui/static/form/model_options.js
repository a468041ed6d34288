// The options of the chosen model, beside those that every model has.

import { el, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

function valueOf(item, word) {
  const known = { true: t('option.value.true'), false: t('option.value.false') };
  return known[word] || word;
}

function choice(item, value) {
  const first = item.default
    ? t('page.options.default', { value: valueOf(item, item.default) }) : t('page.options.unset');
  const values = item.values.filter((word) => word !== item.default || item.sent);
  return el('select', {},
    el('option', { value: '' }, first),
    ...values.map((word) => el('option', { value: word, selected: word === value }, valueOf(item, word))));
}

function control(item, value) {
  if (item.kind === 'choice') return choice(item, value);
  if (item.kind === 'number') {
    return el('input', {
      type: 'number', min: item.low, max: item.high, step: 1, value,
      placeholder: item.default ?? t('page.options.unset'),
    });
  }
  return el('input', { type: 'text', maxlength: item.longest, value, placeholder: item.placeholder });
}

// `props.spec` lists the model's options, `props.value` holds what was chosen: {name: value}, unset ones absent.
export function options(element, props, { trigger, watch }) {
  const root = el('div');
  let shown = '';
  keepMounted(element, root);
  function build() {
    const spec = JSON.stringify(props.spec || []);
    if (spec === shown) return;
    shown = spec;
    const value = { ...props.value };
    const rows = (props.spec || []).map((item) => {
      const field = control(item, value[item.name]);
      field.addEventListener('change', () => {
        const chosen = { ...props.value };
        if (field.value === '') delete chosen[item.name];
        else chosen[item.name] = item.kind === 'number' ? Number(field.value) : field.value;
        props.value = chosen;
        trigger('change');
      });
      field.dataset.option = item.name;
      return el('label', { class: 'option' }, el('span', {}, t(item.label)), field);
    });
    const open = root.querySelector('details')?.open;
    root.replaceChildren(rows.length
      ? el('details', { class: 'options', open }, el('summary', {}, t('page.more')), el('div', {}, ...rows)) : '');
  }
  watch(['spec', 'value'], build);
  build();
}
