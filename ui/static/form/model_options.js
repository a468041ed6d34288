// The parts of a form that are a function of what the model can do, and the small comforts around them.
(() => {
  'use strict';

  const { say, el, keep } = window.EaselWords;
  const Runs = window.EaselRuns;

  function valueOf(item, word) {
    const known = { true: say('option.value.true'), false: say('option.value.false') };
    return known[word] || word;
  }

  function choice(item, value) {
    const first = item.default
      ? say('page.options.default', { value: valueOf(item, item.default) }) : say('page.options.unset');
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
        placeholder: item.default ?? say('page.options.unset'),
      });
    }
    return el('input', { type: 'text', maxlength: item.longest, value, placeholder: item.placeholder });
  }

  // `props.spec` lists the model's options, `props.value` holds what was chosen: {name: value}, unset ones absent.
  function options(element, props, { trigger, watch }) {
    const root = el('div');
    let shown = '';
    keep(element, root);
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
        return el('label', { class: 'option' }, el('span', {}, say(item.label)), field);
      });
      const open = root.querySelector('details')?.open;
      root.replaceChildren(rows.length
        ? el('details', { class: 'options', open }, el('summary', {}, say('page.more')), el('div', {}, ...rows)) : '');
    }
    watch(['spec', 'value'], build);
    build();
  }

  function forgetting({ gateway, name }, changed) {
    const forget = el('button', { type: 'button', class: 'act' }, say('page.key.forget'));
    forget.addEventListener('click', () => Runs.forget(gateway).then(changed, () => {}));
    return el('div', { class: 'key' }, el('p', {}, say('page.key.kept', { gateway: name })), forget);
  }

  function giving({ gateway, name }, changed) {
    const told = el('p', { class: 'small', role: 'status' }, say('page.key.hint'));
    const input = el('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' });
    const form = el('form', { class: 'key' },
      el('label', {}, el('span', {}, say('page.key.label', { gateway: name })), input),
      el('button', { class: 'act' }, say('page.key.save')), told);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        if (!input.value.trim()) throw new Error(say('page.key.none'));
        await Runs.keep(gateway, input.value.trim());
        input.value = '';
        changed();
      } catch (error) {
        told.textContent = say('page.key.failed', { said: error.message });
      }
    });
    return form;
  }

  // A visitor's own key goes to a route of ours and nowhere else: into no component, no storage, no address.
  // Where the server has one, or none is needed, a key of one's own is offered but not asked for.
  function key(element, props, { trigger, watch }) {
    const root = el('div');
    const changed = () => trigger('change');
    let shown = '';
    keep(element, root);
    function build() {
      const about = JSON.stringify(props.value || {});
      if (about === shown) return; // a key that is being typed stays
      shown = about;
      const { need, may, kept } = props.value || {};
      const open = Boolean(root.querySelector('.own-key')?.open); // it was unfolded, perhaps just before the model changed
      if (kept) root.replaceChildren(forgetting(props.value, changed));
      else if (need) root.replaceChildren(giving(props.value, changed));
      else if (may) {
        root.replaceChildren(el('details', { class: 'own-key', open },
          el('summary', {}, say('page.key.own')), giving(props.value, changed)));
      } else root.replaceChildren();
    }
    watch('value', build);
    build();
  }

  function fill(id, words) {
    const field = document.querySelector(`#${id} textarea, #${id} input`);
    if (!field) return;
    field.value = words;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  }

  async function copy(words) {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    // Plain http on another host has no clipboard interface; a selected field still has the command.
    const field = el('textarea', { class: 'sr-only' });
    field.value = words;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    return field.remove();
  }

  window.EaselForm = { options, key, fill, copy };
})();
