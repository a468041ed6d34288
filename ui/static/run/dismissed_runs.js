// Runs that a visitor put away in this browser: not on the stage any more, still in the gallery's list of failed runs.
// @ts-check

import { readObject, updateObject } from '../lib/local_storage.js';

const STORE = 'easel-dismissed';
const MAX_RUNS = 500; // ids that are remembered, the last ones

/** @returns {string[]} */
const read = () => readObject(STORE).runs || [];

let dismissed = new Set(read());

/** @param {{id: string}} run */
export const isDismissed = ({ id }) => dismissed.has(id);

/**
 * @param {string} id
 * @param {boolean} isAway
 */
export function setDismissed(id, isAway) {
  const others = read().filter((other) => other !== id); // another tab may have put some away meanwhile
  const runs = isAway ? [...others, id].slice(-MAX_RUNS) : others;
  dismissed = new Set(runs);
  updateObject(STORE, { runs });
}
