// Providers and models that a visitor added or unticked: kept by the server, remembered by this browser.
//
// A restart makes the server forget them; the next page that this browser opens gives them back. The server takes them
// of the visitor whose they are alone, and only where nothing that was chosen later is known: what was removed in
// another browser stays removed. Keys are not among what is remembered.
// @ts-check

import {
  patch, post, put, request,
} from '../lib/api_client.js';
import { t } from '../lib/i18n.js';
import { tellKeyChange } from '../lib/keys.js';
import { owner, readObject, writeText } from '../lib/local_storage.js';
import { showToast } from '../lib/toast.js';

/**
 * @typedef {{id: string, image: boolean, offered: boolean}} ListedModel
 * @typedef {{id: string, family: string}} AddedModel
 */

/**
 * What a visitor chose, by their public name; `changed` is when, by which the server knows what is later.
 * @typedef {{
 *   visitor: string, changed: number, own: {id: string, name: string, address: string, needs_key: boolean}[],
 *   models: Record<string, AddedModel[]>, unticked: Record<string, string[]>,
 * }} Mine
 */

const STORE = 'easel-providers'; // a Mine

/** @param {string} id */
const pathOf = (id) => `/api/gateways/${encodeURIComponent(id)}`;

/**
 * Remembers all that was chosen, also that nothing is left: another browser may know of what was removed.
 * @param {Mine} mine
 */
function remember({
  visitor, changed, own, models, unticked,
}) {
  if (owner() && visitor !== owner()) return; // another user logged in beside this page
  writeText(STORE, changed ? JSON.stringify({
    visitor, changed, own, models, unticked,
  }) : '');
}

async function tellChange() {
  remember(await request('/api/gateways/mine'));
  tellKeyChange();
}

/**
 * Adds a provider and resolves with it.
 * @param {{name: string, address: string, key: string}} fields
 * @returns {Promise<{id: string, name: string}>}
 */
export async function addProvider(fields) {
  const added = await post('/api/gateways/mine', fields);
  await tellChange();
  return added;
}

/**
 * Gives a provider of one's own another address.
 * @param {string} id
 * @param {string} address
 */
export async function moveProvider(id, address) {
  await patch(pathOf(id), { address });
  await tellChange();
}

/** @param {string} id */
export async function removeProvider(id) {
  await request(pathOf(id), { method: 'DELETE' });
  await tellChange();
}

/**
 * Says which further models of a provider are offered.
 * @param {string} id
 * @param {AddedModel[]} models all of them
 */
export async function tickModels(id, models) {
  await put(`${pathOf(id)}/models`, { models });
  await tellChange();
}

/**
 * Says which of a provider's models are not offered.
 * @param {string} id
 * @param {string[]} models the ids of all of them
 */
export async function untickModels(id, models) {
  await put(`${pathOf(id)}/unticked`, { models });
  await tellChange();
}

/**
 * Has a provider asked for its models, which is free.
 * @param {string} id
 * @returns {Promise<{models: ListedModel[], total: number}>}
 */
export const listModels = (id) => request(`${pathOf(id)}/models`, { method: 'POST' });

/** @type {Promise<void> | undefined} */
let restoring;

async function giveBack() {
  const remembered = readObject(STORE);
  if (!Object.keys(remembered).length) return;
  try {
    const { left_out: count, ...mine } = await put('/api/gateways/mine', remembered);
    remember(mine);
    if (count) showToast(t('card.providers.left_out', { count }));
  } catch {
    // What is remembered stays for the next page; the form opens with what the server has.
  }
}

/** Gives back what the server may have forgotten, once for each page; without anything remembered it asks nothing. */
export function restoreProviders() {
  restoring ??= giveBack();
  return restoring;
}
