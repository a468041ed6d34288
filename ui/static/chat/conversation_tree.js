// A conversation as a tree of runs: which lead to one, which go on from it, and the numbers of its pictures. Pure.

export const byAge = (a, b) => a.created - b.created || (a.id < b.id ? -1 : 1);

// `runs` is a map by id throughout; a parent that is not in it (a picture of another tab) counts as none.
const parentOf = (runs, run) => (runs.has(run.parent) ? run.parent : '');
export const after = (runs, id) => [...runs.values()].filter((run) => parentOf(runs, run) === id).sort(byAge);
export const siblings = (runs, run) => after(runs, parentOf(runs, run));

export function pathTo(runs, tip) {
  const path = [];
  for (let run = runs.get(tip); run && !path.includes(run); run = runs.get(run.parent)) path.unshift(run);
  return path;
}

// The end of the branch that was last gone on with from here.
export function tipOf(runs, id) {
  for (let next = after(runs, id).pop(); next; next = after(runs, id).pop()) id = next.id;
  return id;
}

// What another turn can go on from, as the server sees it: a held picture stands for the one it was made of.
function madeBy(run) {
  const whole = run.pictures.filter((one) => one.state === 'done' && !one.draft && !one.gone);
  return whole.filter((one) => !whole.some((other) => other.parent === one.id));
}

export const newest = (path) => path.flatMap(madeBy).pop();
export const finals = (run) => run.pictures.filter((one) => !one.draft && one.kind === 'final');

// The numbers of the pictures, by id, in the order in which they began to come.
export function versions(runs) {
  const all = [...runs.values()].flatMap(finals);
  all.sort((a, b) => a.created - b.created || a.number - b.number || (a.id < b.id ? -1 : 1));
  return new Map(all.map((picture, place) => [picture.id, place + 1]));
}
