// Item of a list of pictures: a picture with what the viewer and its actions need of its run.
// @ts-check

import { fetchRun } from '../lib/run_client.js';
import { runStore } from '../lib/run_store.js';
import { isDeleted } from './picture_marks.js';
import { compositeOf, finalPictures } from './run_status.js';

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../lib/types.js').Picture} Picture */
/** @typedef {ReturnType<typeof itemOf>} PictureItem */

/**
 * A picture of a run in the form in which the gallery lists pictures; `ids` are those that go when it is deleted.
 * @param {Run} run
 * @param {Picture} picture
 */
export function itemOf(run, picture) {
  const { id, task, gateway, gateway_name, model, by_rule, prompt, created } = run;
  const isSame = (/** @type {Picture} */ other) => other.id === picture.id || other.parent === picture.id || other.id === picture.parent;
  const ids = run.pictures.filter((other) => isSame(other)).map((other) => other.id);
  return { picture, run: id, task, gateway, gateway_name, model, by_rule, prompt, created, ids };
}

/**
 * The pictures of a run that the viewer shows: whole, not deleted, as they were made of the answer here.
 * @param {Run} run
 */
export function itemsOf(run) {
  return finalPictures(run).filter((picture) => picture.state === 'done' && !picture.gone)
    .map((picture) => compositeOf(run, picture) || picture)
    .filter((picture) => !isDeleted(picture))
    .map((picture) => itemOf(run, picture));
}

/**
 * Resolves with the run of an item.
 * @param {Pick<PictureItem, 'run'>} item
 */
export async function runOf(item) {
  if (!runStore.get(item.run)) await fetchRun(item.run);
  return runStore.get(item.run);
}
