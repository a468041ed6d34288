// Marks of pictures: favourites and deletions, stored on the server and told to all that show them.
// @ts-check

import { patch } from '../lib/api_client.js';
import { t } from '../lib/i18n.js';
import { runStore } from '../lib/run_store.js';
import { offerUndo } from '../lib/toast.js';

/** @typedef {{favourite?: boolean, deleted?: boolean}} Marks */

/** @type {Map<string, Marks>} */
const marks = new Map(); // by picture id; an event does not tell them, and what was told before holds
/** @type {Set<(ids: string[], changed: Marks) => void>} */
const listeners = new Set();

/**
 * Takes what an answer of the server tells of a picture.
 * @param {{id: string, favourite?: boolean | null, deleted?: boolean | null}} picture
 */
export function learnMarks({ id, favourite, deleted }) {
  if (favourite != null) marks.set(id, { deleted: deleted || false, favourite });
}

runStore.subscribe((run) => run.pictures.forEach(learnMarks));

/** @param {{id: string}} picture */
export const isFavourite = ({ id }) => Boolean(marks.get(id)?.favourite);

/** @param {{id: string}} picture */
export const isDeleted = ({ id }) => Boolean(marks.get(id)?.deleted);

/** @param {(ids: string[], changed: Marks) => void} listener called when pictures were marked */
export function watchMarks(listener) {
  listeners.add(listener);
}

/**
 * @param {string[]} ids
 * @param {Marks} changed
 */
async function mark(ids, changed) {
  await patch('/api/pictures', { ids, ...changed });
  ids.forEach((id) => marks.set(id, { ...marks.get(id), ...changed }));
  listeners.forEach((listener) => listener(ids, changed));
  runStore.all().forEach((run) => {
    const marked = run.pictures.filter(({ id }) => ids.includes(id));
    marked.forEach((picture) => picture.favourite != null && Object.assign(picture, changed)); // it is told again
    if (marked.length) runStore.notify(run);
  });
}

/**
 * @param {string[]} ids
 * @param {boolean} favourite
 */
export const setFavourites = (ids, favourite) => mark(ids, { favourite });

/** @param {{id: string}} picture */
export const toggleFavourite = (picture) => setFavourites([picture.id], !isFavourite(picture));

/**
 * Deletes pictures and offers to take that back. `count` is what a person sees as pictures.
 * @param {string[]} ids
 */
export async function deletePictures(ids, count = ids.length) {
  await mark(ids, { deleted: true });
  offerUndo(t('card.action.deleted', { count }), () => mark(ids, { deleted: false }));
}
