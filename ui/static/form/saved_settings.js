// Saved settings of the forms: what was typed and chosen outlives a reload, in this browser alone.
// @ts-check

import { typeText } from '../lib/dom.js';
import {
  noteOwner, readObject, readText, writeText,
} from '../lib/local_storage.js';
import { TABS } from '../lib/tabs.js';
import { restoreProviders } from '../providers/provider_store.js';

const opened = new Set(); // the tabs whose form has been opened
const wishes = new Map(); // by tab: its form as it is to become

const settingsStore = (tab) => `easel-form-${tab}`;
const draftStore = (id) => `easel-draft-${id}`;

function keepPrompt(id) {
  const store = draftStore(id);
  /** @returns {HTMLTextAreaElement | null} */
  const find = () => document.querySelector(`#${id} textarea`);
  document.addEventListener('input', (event) => {
    const field = find();
    if (field && event.target === field) writeText(store, field.value);
  });
  const observer = new MutationObserver(() => {
    const field = find();
    if (!field) return;
    observer.disconnect();
    const text = readText(store);
    if (text && !field.value) typeText(field, text);
  });
  observer.observe(document, { childList: true, subtree: true });
}

/** What was typed last into a prompt field. */
export const readDraft = (id) => readText(draftStore(id));

/** The settings of a tab as they were left, {} at first. */
export function readSettings(tab) {
  opened.add(tab);
  return readObject(settingsStore(tab));
}

/**
 * Those of all tabs, as the page's load event sends them, once the server has the providers back that it may have
 * forgotten: a saved model may be one of theirs.
 */
export async function readSavedSettings() {
  await restoreProviders();
  return [Object.fromEntries(Object.values(TABS).map(({ prefix }) => [prefix, readSettings(prefix)]))];
}

/**
 * Saves what is chosen in a tab. The model that a new page opens with (`usual`) is not a choice: it may change.
 *
 * What Gradio tells before the form was opened are the settings of a new page.
 */
export function saveSettings(tab, settings, usual) {
  const model = settings.model === usual ? '' : settings.model;
  if (opened.has(tab)) writeText(settingsStore(tab), JSON.stringify({ ...settings, model }));
  return [];
}

/** Asks for a tab's form to become this: the press of a button that nobody sees has the server take it. */
export function requestSettings(tab, settings) {
  wishes.set(tab, settings);
  /** @type {HTMLElement | null} */ (document.querySelector(`#${tab}-bring`))?.click();
}

/** A tab's form as it is to become, taken once. */
export function takeSettings(tab) {
  const wish = wishes.get(tab) || {};
  wishes.delete(tab);
  return [wish];
}

noteOwner();
Object.values(TABS).forEach(({ prompt }) => keepPrompt(prompt));
