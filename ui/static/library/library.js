// Library of prompts and styles: opened by its button, or by `/` in an empty prompt.
// @ts-check

import { openDialog } from '../lib/dialog.js';
import { el, fillField, set } from '../lib/dom.js';
import { browserLanguage, t } from '../lib/i18n.js';
import { replacePrompt } from '../lib/replace_prompt.js';
import { staticUrl } from '../lib/static_url.js';
import { TABS } from '../lib/tabs.js';
import { selectNextBlank } from './blanks.js';
import { readOwnPrompts, removeOwnPrompt, saveOwnPrompt } from './own_prompts.js';
import { findBlanks, hasPhrase, togglePhrase } from './prompt_text.js';

/** @typedef {{id: string, en: string, zh: string}} Entry */
/** @typedef {{prompts: Entry[], styles: Entry[]}} Library */

/** @type {Promise<Library> | undefined} */
let loading;

/** @returns {Promise<Library>} */
function loadLibrary() {
  loading ??= fetch(staticUrl('library/library.json')).then((response) => response.json());
  loading.catch(() => { loading = undefined; }); // the next opening asks again
  return loading;
}

/** @param {string} id @returns {HTMLTextAreaElement} */
function fieldOf(id) {
  const field = document.querySelector(`#${id} textarea`);
  if (!(field instanceof HTMLTextAreaElement)) throw new Error(`no prompt field in #${id}`);
  return field;
}

/** @param {string} id @param {string} text */
function usePrompt(id, text) {
  replacePrompt(id, text);
  fieldOf(id).setSelectionRange(0, 0);
  selectNextBlank(fieldOf(id));
}

/** A prompt with its blanks as marks. @param {string} text */
function markedText(text) {
  const parts = [];
  let end = 0;
  for (const blank of findBlanks(text)) {
    parts.push(text.slice(end, blank.start), el('mark', {}, blank.name));
    end = blank.end;
  }
  return el('span', {}, ...parts, text.slice(end));
}

/** @param {string} image @param {string} text */
function entryContent(image, text) {
  return [
    el('img', { src: staticUrl(`library/${image}.webp`), alt: '', loading: 'lazy', width: 240, height: 180, draggable: 'false' }),
    markedText(text),
  ];
}

/** @param {string} id @param {HTMLDialogElement} dialog @param {Entry[]} entries */
function promptButtons(id, dialog, entries) {
  return entries.map((entry) => {
    const text = entry[browserLanguage()];
    const use = () => {
      dialog.close();
      usePrompt(id, text);
    };
    return el('button', { type: 'button', class: 'library-entry', 'data-text': text, onclick: use },
      ...entryContent(`prompt-${entry.id}`, text));
  });
}

/** @param {string} id @param {Entry[]} entries */
function styleButtons(id, entries) {
  return entries.map((entry) => {
    const text = entry[browserLanguage()];
    const button = el('button', {
      type: 'button', class: 'library-entry', 'data-text': text, 'aria-pressed': hasPhrase(fieldOf(id).value, text),
    }, ...entryContent(`style-${entry.id}`, text));
    button.addEventListener('click', () => {
      fillField(id, togglePhrase(fieldOf(id).value, text));
      button.setAttribute('aria-pressed', String(hasPhrase(fieldOf(id).value, text)));
      button.focus();
    });
    return button;
  });
}

/** @param {string} id @param {HTMLDialogElement} dialog @param {HTMLElement} list */
function drawOwnPrompts(id, dialog, list) {
  const current = fieldOf(id).value.trim();
  const own = readOwnPrompts();
  const save = current && !own.includes(current) && el('button', {
    type: 'button',
    class: 'button',
    onclick: () => {
      saveOwnPrompt(current);
      drawOwnPrompts(id, dialog, list);
    },
  }, t('card.library.save'));
  const rows = own.map((text) => el('li', { 'data-text': text },
    el('button', {
      type: 'button',
      class: 'library-own',
      onclick: () => {
        dialog.close();
        usePrompt(id, text);
      },
    }, text),
    el('button', {
      type: 'button',
      class: 'button-quiet',
      'aria-label': t('card.library.remove', { prompt: text }),
      onclick: () => {
        removeOwnPrompt(text);
        drawOwnPrompts(id, dialog, list);
      },
    }, '×')));
  list.replaceChildren(...(save ? [save] : []), el('ul', {}, ...rows));
  if (!save && !rows.length) list.replaceChildren(el('p', { class: 'small' }, t('card.library.none_saved')));
}

/** @param {HTMLElement} body @param {HTMLElement} empty @param {string} query */
function filterEntries(body, empty, query) {
  const text = query.toLowerCase().trim();
  let shown = 0;
  for (const entry of body.querySelectorAll('[data-text]')) {
    const matches = (/** @type {HTMLElement} */ (entry).dataset.text || '').toLowerCase().includes(text);
    entry.toggleAttribute('hidden', !matches);
    shown += Number(matches);
  }
  set(empty, shown ? '' : t('card.library.nothing', { words: query }));
}

/**
 * Opens the library for a prompt field.
 * @param {string} id of the field's component
 */
async function openLibrary(id) {
  const body = el('div', { class: 'library-body' });
  const empty = el('p', { class: 'small', role: 'status' });
  const search = el('input', {
    type: 'search',
    class: 'library-search',
    'aria-label': t('card.library.search'),
    placeholder: t('card.library.search'),
    oninput: () => filterEntries(body, empty, search.value),
  });
  const dialog = openDialog(t('card.library.title'), { class: 'library' }, search, empty, body);
  search.focus();
  const own = el('div', {});
  drawOwnPrompts(id, dialog, own);
  const { prompts, styles } = await loadLibrary();
  body.append(
    section('card.library.prompts', el('div', { class: 'library-grid' }, ...promptButtons(id, dialog, prompts))),
    section('card.library.styles', el('div', { class: 'library-grid' }, ...styleButtons(id, styles))),
    section('card.library.own', own),
  );
  filterEntries(body, empty, search.value); // words may have been typed before the list came
}

/** @param {string} title @param {HTMLElement} content */
const section = (title, content) => el('section', {}, el('h3', {}, t(title)), content);

/** @param {KeyboardEvent} event */
function handleSlash(event) {
  const field = event.target;
  if (event.key !== '/' || event.isComposing || !(field instanceof HTMLTextAreaElement) || field.value) return;
  const tab = Object.values(TABS).find(({ prompt }) => field.matches(`#${prompt} textarea`));
  if (!tab) return;
  event.preventDefault();
  openLibrary(tab.prompt);
}

/**
 * The button that opens the library, below a prompt.
 * @param {HTMLElement} element
 * @param {string} id of the prompt's component
 */
export function mountLibrary(element, id) {
  element.replaceChildren(el('button', { type: 'button', class: 'library-open', onclick: () => openLibrary(id) },
    t('card.library.title'), ' ', el('kbd', {}, '/')));
}

document.addEventListener('keydown', handleSlash);
