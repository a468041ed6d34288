// Marks of pictures: favourites and deletions, stored on the server and told to all that show them.
// @ts-check

import { patch } from '../lib/api_client.js';
import { t } from '../lib/i18n.js';
import { runStore } from '../lib/run_store.js';
import { offerUndo } from '../lib/toast.js';

/** @typedef {{favourite?: boolean, deleted?: boolean}} Marks */

/** @type {Map<string, Marks>} */
const marks = new Map(); // by picture id; an event does not tell them, and what was told before holds
/** @type {Map<string, {at: number, now: number}>} */
const marked = new Map(); // by picture id, when it was marked here: by `performance.now()`, and in the server's time
/** @type {Set<(ids: string[], changed: Marks) => void>} */
const listeners = new Set();

/**
 * Takes what an answer of the server tells of a picture, unless it was marked here since: an answer that was on its way
 * meanwhile does not have that.
 * @param {{id: string, favourite?: boolean | null, deleted?: boolean | null}} picture
 * @param {{askedAt?: number, readAt?: number}} times when it was asked for, by `performance.now()`, or when it was read,
 * in the server's time
 */
export function learnMarks(picture, { askedAt = Infinity, readAt = Infinity }) {
  const { id, favourite, deleted } = picture;
  if (favourite == null) return;
  const last = marked.get(id);
  if (last && (last.at > askedAt || last.now > readAt)) Object.assign(picture, marks.get(id)); // it is told again
  else marks.set(id, { deleted: deleted || false, favourite });
}

runStore.subscribe((run) => run.pictures.forEach((picture) => learnMarks(picture, { readAt: run.now })));

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
  const time = { at: performance.now(), now: runStore.now() };
  ids.forEach((id) => {
    marks.set(id, { ...marks.get(id), ...changed });
    marked.set(id, time);
  });
  listeners.forEach((listener) => listener(ids, changed));
  runStore.all().forEach((run) => {
    const pictures = run.pictures.filter(({ id }) => ids.includes(id));
    pictures.forEach((picture) => picture.favourite != null && Object.assign(picture, changed)); // it is told again
    if (pictures.length) runStore.notify(run);
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
  const undo = () => mark(ids, { deleted: false }).catch((error) => (
    offerUndo(t('card.action.failed', { said: error.message }), undo))); // the only way back
  offerUndo(t('card.action.deleted', { count }), undo);
}
