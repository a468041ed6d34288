// Empty state of a tab: what it is for, with examples to try.

import { el, fillField } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { TABS } from '../lib/tabs.js';

const EXAMPLES = [1, 2, 3, 4];

export function emptyState(task) {
  const prompts = EXAMPLES.map((number) => t(`card.example.${task}.${number}`));
  return el('div', { class: 'empty' },
    el('div', { class: 'logo', 'aria-hidden': 'true' }),
    el('h2', {}, t(`card.empty.${task}.title`)),
    el('p', {}, t(`card.empty.${task}.words`)),
    el('p', { class: 'small' }, t('card.empty.try')),
    el('div', { class: 'examples' }, ...prompts.map((prompt) => el('button', {
      type: 'button', class: 'example', onclick: () => fillField(TABS[task].prompt, prompt),
    }, prompt))));
}
