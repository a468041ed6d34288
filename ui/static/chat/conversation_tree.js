// Conversation tree: the runs that lead to one, its branches, the numbers of its pictures. Pure.
//
// The twin of studio/conversations/conversation_tree.py, for the page must answer at once: one fixture tests both.
// @ts-check

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../lib/types.js').Picture} Picture */
/** @typedef {Map<string, Run>} Runs by id */

/**
 * @param {{id: string, created: number}} a
 * @param {{id: string, created: number}} b
 */
const byAge = (a, b) => a.created - b.created || (a.id < b.id ? -1 : 1);

/**
 * A parent that is not among the runs (a picture of another tab) counts as none.
 * @param {Runs} runs
 * @param {Run} run
 */
const parentOf = (runs, run) => (run.parent && runs.has(run.parent) ? run.parent : '');

/**
 * The runs that go on from one, oldest first; from none with ''.
 * @param {Runs} runs
 * @param {string} id
 */
export const childrenOf = (runs, id) => [...runs.values()].filter((run) => parentOf(runs, run) === id).sort(byAge);

/**
 * A run and those beside it, oldest first.
 * @param {Runs} runs
 * @param {Run} run
 */
export const siblingsOf = (runs, run) => childrenOf(runs, parentOf(runs, run));

/**
 * The runs that lead to one, from the first to itself.
 * @param {Runs} runs
 * @param {string} tip
 */
export function pathTo(runs, tip) {
  /** @type {Run[]} */
  const path = [];
  for (let run = runs.get(tip); run && !path.includes(run); run = runs.get(run.parent || '')) path.unshift(run);
  return path;
}

/**
 * The end of the branch that was last gone on with from here.
 * @param {Runs} runs
 * @param {string} id
 */
export function tipOf(runs, id) {
  for (let next = childrenOf(runs, id).pop(); next; next = childrenOf(runs, id).pop()) id = next.id;
  return id;
}

/**
 * The pictures of a run that another can go on from; a composite stands for the one it was made of.
 * @param {Run} run
 */
function resultsOf(run) {
  const complete = run.pictures.filter((picture) => picture.state === 'done' && !picture.draft && !picture.gone);
  return complete.filter((picture) => !complete.some((other) => other.parent === picture.id));
}

/**
 * The picture that the next turn changes, unless another one is named.
 * @param {Run[]} path
 */
export const newestPicture = (path) => path.flatMap(resultsOf).pop();

/**
 * The pictures of a run that have a version number.
 * @param {Run} run
 */
export const finalsOf = (run) => run.pictures.filter((picture) => !picture.draft && picture.kind === 'final');

/**
 * The numbers of the pictures, by id, in the order in which they began to come.
 * @param {Runs} runs
 * @returns {Map<string, number>}
 */
export function versionNumbers(runs) {
  const pictures = [...runs.values()].flatMap(finalsOf);
  pictures.sort((a, b) => a.created - b.created || a.number - b.number || (a.id < b.id ? -1 : 1));
  return new Map(pictures.map((picture, index) => [picture.id, index + 1]));
}

/**
 * Of a run's pictures, what decides whether more than its own card is drawn anew.
 * @param {Run} run
 */
export const pictureKey = (run) => run.pictures.map(({ id, state, draft }) => `${id}${state}${draft}`).join() + run.state;
