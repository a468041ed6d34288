// Label of a form's button while a run of the same form goes on: a press makes another image.
// @ts-check

import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { TABS } from '../lib/tabs.js';

/** @type {import('../lib/tabs.js').Task[]} */
const TASKS = ['generate', 'edit'];
const LABEL = 'data-another'; // shown by css/form.css, as Gradio sets the button's own text

/** @param {HTMLElement} button */
const isElsewise = (button) => button.hasAttribute('data-wait')
  || Boolean(button.closest('.form-panel')?.querySelector('.panel-key [data-needed]'));

function update() {
  const running = new Set(runStore.all().filter(isLive).map(({ task }) => task));
  for (const task of TASKS) {
    /** @type {HTMLElement | null} */
    const button = document.querySelector(`#${TABS[task].prefix}-run`);
    if (!button) continue;
    if (running.has(task) && !isElsewise(button)) {
      button.setAttribute(LABEL, t('page.run.another'));
      button.setAttribute('aria-label', t('page.run.another'));
    } else if (button.hasAttribute(LABEL)) {
      button.removeAttribute(LABEL);
      if (!button.hasAttribute('data-wait')) button.removeAttribute('aria-label');
    }
  }
}

runStore.subscribe(update);
// After what waited for the server has let go of the button (app/offline.js).
for (const name of ['easel-unreachable', 'easel-reachable']) {
  document.addEventListener(name, () => queueMicrotask(update));
}
