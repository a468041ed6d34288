// Providers and models that a visitor added or unticked: asked of the server, which keeps them, and remembered by this browser.
//
// A restart makes the server forget them; the next page that this browser opens gives them back. Keys are not among
// what is remembered.
// @ts-check

import {
  patch, post, put, request,
} from '../lib/api_client.js';
import { tellKeyChange } from '../lib/keys.js';
import { readObject, writeText } from '../lib/local_storage.js';

/**
 * @typedef {{id: string, image: boolean, offered: boolean}} ListedModel
 * @typedef {{id: string, family: string}} AddedModel
 */

const STORE = 'easel-providers'; // {own: [{id, name, address, needs_key}], models: {gateway: [{id, family}]}, unticked: {gateway: [id]}}

/** @param {string} id */
const pathOf = (id) => `/api/gateways/${encodeURIComponent(id)}`;

/** @param {{own: any[], models: Record<string, AddedModel[]>, unticked: Record<string, string[]>}} mine */
function remember(mine) {
  const isNothing = [mine.own, mine.models, mine.unticked].every((part) => !Object.keys(part).length);
  writeText(STORE, isNothing ? '' : JSON.stringify(mine));
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
  const { own, models, unticked } = readObject(STORE);
  if (!own && !models && !unticked) return;
  try {
    remember(await put('/api/gateways/mine', { own: own || [], models: models || {}, unticked: unticked || {} }));
  } catch {
    // What is remembered stays for the next page; the form opens with what the server has.
  }
}

/** Gives back what the server may have forgotten, once for each page; without anything remembered it asks nothing. */
export function restoreProviders() {
  restoring ??= giveBack();
  return restoring;
}
