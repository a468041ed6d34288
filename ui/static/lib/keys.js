// The visitor's own API keys: given, tried and removed at the server, which alone keeps them.
//
// A key goes to a route of ours and nowhere else: into no component, no storage, no address.
// @ts-check

import { post, request } from './api_client.js';

/** @typedef {{result: 'works' | 'refused' | 'unknown', said: string, key_tail: string}} KeyCheck */

const CHANGED = 'easel-keys';

/** Tells all who listen that keys, providers or their models changed. */
export const tellKeyChange = () => document.dispatchEvent(new Event(CHANGED));

/**
 * Has the gateway try a key, and the server keep it unless it is refused.
 * @param {string} gateway
 * @param {string} key
 * @returns {Promise<KeyCheck>}
 */
export async function saveKey(gateway, key) {
  const checked = await post('/api/keys', { gateway, key, check: true });
  if (checked.result !== 'refused') tellKeyChange();
  return checked;
}

/** @param {string} gateway */
export async function removeKey(gateway) {
  await request(`/api/keys/${encodeURIComponent(gateway)}`, { method: 'DELETE' });
  tellKeyChange();
}

/**
 * Hears of every key that was saved or removed anywhere on the page.
 * @param {() => void} callback
 * @param {AbortSignal} [signal] ends it
 */
export function onKeyChange(callback, signal) {
  document.addEventListener(CHANGED, callback, { signal });
}
