// Empty state of a tab: what it is for, with examples to try. Those of pictures show what comes of them.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { replacePrompt } from '../lib/replace_prompt.js';
import { staticUrl } from '../lib/static_url.js';
import { TABS } from '../lib/tabs.js';

/** @typedef {import('../lib/tabs.js').Task} Task */

const EXAMPLES = [1, 2, 3, 4];

/**
 * Uses an example, and presses the button for it where that is free (`data-by-rule`, form/model_picker.js).
 * @param {MouseEvent} event
 * @param {string} prompt
 */
function pressExample({ currentTarget, detail }, prompt) {
  if (detail > 1) return; // the second half of a double click
  const panel = /** @type {Element} */ (currentTarget).closest('.form-panel');
  const isFree = () => Boolean(panel?.hasAttribute('data-by-rule'));
  // Gone to, the field would have a phone's keyboard cover the picture.
  replacePrompt(TABS.generate.prompt, prompt, { stays: isFree() && matchMedia('(pointer: coarse)').matches });
  // By the next frame the form has the prompt.
  requestAnimationFrame(() => {
    if (isFree()) /** @type {HTMLElement} */ (panel?.querySelector('.panel-run')).click();
  });
}

/** @param {Task} task */
export function emptyState(task) {
  const prompts = EXAMPLES.map((number) => t(`card.example.${task}.${number}`));
  if (task === 'generate') return pictureExamples(prompts);
  return el('div', { class: 'empty' },
    el('div', { class: 'logo', 'aria-hidden': 'true' }),
    el('h2', {}, t(`card.empty.${task}.title`)),
    el('p', {}, t(`card.empty.${task}.words`)),
    el('div', { class: 'examples' }, ...prompts.map((prompt) => el('button', {
      type: 'button', class: 'example', onclick: () => replacePrompt(TABS[task].prompt, prompt),
    }, prompt))));
}

/** @param {string[]} prompts */
function pictureExamples(prompts) {
  return el('div', { class: 'empty' },
    el('h2', {}, t('card.empty.generate.title')),
    el('p', { class: 'if-free' }, t('card.empty.generate.words.free')),
    el('p', { class: 'if-paid' }, t('card.empty.generate.words')),
    el('div', { class: 'examples' }, ...prompts.map((prompt, index) => el('button', {
      type: 'button', class: 'example-picture', onclick: (/** @type {MouseEvent} */ event) => pressExample(event, prompt),
    }, el('img', {
      src: staticUrl(`examples/example-${index + 1}.webp`), alt: '', width: 480, height: 360, loading: 'lazy', draggable: 'false',
    }), el('span', {}, prompt)))),
    el('p', { class: 'small' }, t('card.empty.promise')));
}
