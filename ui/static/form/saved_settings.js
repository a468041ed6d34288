// What stands in the form outlives a reload, in this browser alone: the words that were typed, and the settings.

import { readObject, readText, writeText } from '../lib/local_storage.js';
import { TABS } from '../lib/tabs.js';

const opened = new Set();

function keepDraft(id) {
  const store = `easel-draft-${id}`;
  const find = () => document.querySelector(`#${id} textarea`);
  document.addEventListener('input', (event) => {
    if (event.target === find()) writeText(store, event.target.value);
  });
  const wait = new MutationObserver(() => {
    const field = find();
    if (!field) return;
    wait.disconnect();
    const kept = readText(store);
    if (kept && !field.value) {
      field.value = kept;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
  wait.observe(document, { childList: true, subtree: true });
}

// The settings of a tab as they were left: {} at first. The page's load event sends them to the server.
export function open(tab) {
  opened.add(tab);
  return [readObject(`easel-form-${tab}`)];
}

// What Gradio tells before the form was opened are the settings of a new page. The model that a new page opens with
// (`usual`) is not a choice: it may change.
export function save(tab, settings, usual) {
  const model = settings.model === usual ? '' : settings.model;
  if (opened.has(tab)) writeText(`easel-form-${tab}`, JSON.stringify({ ...settings, model }));
  return [];
}

// A tab's form as it is to become: taken once, by the press of a button that nobody sees.
const wishes = new Map();

export function wanted(tab) {
  const wish = wishes.get(tab) || {};
  wishes.delete(tab);
  return [wish];
}

export function want(tab, settings) {
  wishes.set(tab, settings);
  document.querySelector(`#${tab}-bring`)?.click();
}

Object.values(TABS).forEach(({ prompt }) => keepDraft(prompt));
