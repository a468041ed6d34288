// Runs by id as this page knows them, with the changes of the event stream applied. No document, no network.
// @ts-check

/** @typedef {import('./types.js').Run} Run */
/** @typedef {import('./types.js').Call} Call */

const FINAL_STATES = new Set(['done', 'failed', 'unknown', 'cancelled']);

/** @param {{state: string}} item a run or a call */
export const isLive = (item) => !FINAL_STATES.has(item.state);

/**
 * @template {{id: string}} T
 * @param {T[] | undefined} items
 * @param {T[] | undefined} changes
 */
function mergeById(items, changes) {
  const merged = new Map((items || []).map((item) => [item.id, item]));
  (changes || []).forEach((item) => merged.set(item.id, Object.assign({}, merged.get(item.id), item)));
  return [...merged.values()];
}

/**
 * The code points of each call's text fields, counted once: to count a million anew at each word would take longer
 * than the word.
 * @type {WeakMap<Call, Record<string, {text: string, points: number}>>}
 */
const counts = new WeakMap();

/**
 * Appends to a text field of a call. The server counts characters as code points, JavaScript counts UTF-16 units.
 * @param {Call} call
 * @param {{field: string, at: number, text: string}} addition
 */
function appendText(call, { field, at, text }) {
  const known = counts.get(call) || {};
  const before = call[field] || '';
  const points = known[field]?.text === before ? known[field].points : Array.from(before).length;
  const start = points === at ? before : Array.from(before).slice(0, at).join('');
  call[field] = start + text;
  counts.set(call, { ...known, [field]: { text: call[field], points: at + Array.from(text).length } });
}

export class RunStore {
  /** @param {() => number} [clock] seconds since 1970, as this computer has them */
  constructor(clock = () => Date.now() / 1000) {
    this.clock = clock;
    this.skew = 0; // the server's clock minus this one's, in seconds
    /** @type {Map<string, Run>} */
    this.runs = new Map();
    /** @type {Set<(run: Run) => void>} */
    this.listeners = new Set();
  }

  /** The server's time, in seconds since 1970. */
  now() {
    return this.clock() + this.skew;
  }

  /** @param {string} id */
  get(id) {
    return this.runs.get(id);
  }

  /** All runs, newest first. */
  all() {
    return [...this.runs.values()].sort((a, b) => b.created - a.created);
  }

  /** @param {(run: Run) => void} listener called with each run that is new or changed */
  subscribe(listener) {
    this.listeners.add(listener);
  }

  /** @param {Run} run */
  notify(run) {
    this.listeners.forEach((listener) => listener(run));
  }

  /**
   * Stores a whole run. An answer that was written before the newest event, and came after it, would turn the clock
   * back: it is dropped.
   * @param {Run} run
   */
  put(run) {
    const before = this.runs.get(run.id);
    if (before && run.now < before.now) return;
    this.skew = run.now - this.clock();
    this.runs.set(run.id, run);
    this.notify(run);
  }

  /**
   * Applies what changed of a run. Returns false when the run is not known.
   * @param {import('./types.js').RunChange} change
   */
  apply(change) {
    const run = this.runs.get(change.id);
    if (!run) return false;
    if (change.now < run.now) return true; // the run was read whole since, with this in it
    const { pictures, calls, append, ...fields } = change;
    Object.assign(run, fields);
    run.pictures = mergeById(run.pictures, pictures);
    run.calls = mergeById(run.calls, calls);
    (append || []).forEach((addition) => {
      const call = run.calls.find((one) => one.id === addition.call);
      if (call) appendText(call, addition);
    });
    this.notify(run);
    return true;
  }
}

/** The visitor's runs on this page. */
export const runStore = new RunStore();
