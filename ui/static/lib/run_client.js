// Runs on the server: fetched once, followed by server-sent events, started, stopped.
// @ts-check

import { apiUrl, post, request } from './api_client.js';
import { tellOffline, untilVisitor } from './connection.js';
import { deferred } from './deferred.js';
import { newKey } from './idempotency.js';
import { owner } from './local_storage.js';
import { isLive, runStore } from './run_store.js';
import { SharedStream } from './shared_stream.js';

/** @typedef {import('./types.js').Run} Run */

const PAGE_SIZE = 12;
const MAX_MISSED = 10; // pages of runs that are read at once of those that were missed
const POLL_INTERVAL = 4000; // ms between two questions of a tab without a line

/** @type {string | null} */
let cursor = null; // of the runs before those that are known; null before the first are, '' when all are
/** @type {Promise<unknown> | undefined} */
let starting;
const firstPage = deferred();
/** @type {SharedStream | undefined} */
let stream;
let visitor = ''; // whose page this is, once the server has said it; a user's page knows it itself

/** @param {string} id */
const pathOf = (id, more = '') => `/api/runs/${encodeURIComponent(id)}${more}`;
const ignore = () => {};

/**
 * Fetches one run and follows it.
 * @param {string} id
 */
export async function fetchRun(id) {
  runStore.put(await request(pathOf(id)));
  followRuns();
}

/**
 * Fetches runs, which are the visitor's whose page this is.
 * @param {string} [before] the cursor to go on from
 * @returns {Promise<{runs: Run[], next: string}>}
 */
async function fetchPage(before) {
  const page = await request(`/api/runs?limit=${PAGE_SIZE}${before ? `&cursor=${encodeURIComponent(before)}` : ''}`);
  visitor ||= owner() || page.visitor;
  if (page.visitor !== visitor) {
    await makeWay(page.visitor);
    return { runs: [], next: '' };
  }
  page.runs.forEach((/** @type {Run} */ run) => runStore.put(run));
  return page;
}

/**
 * Somebody else logged in in this browser: the page becomes theirs. Where no cookie is kept it is somebody else each
 * time, and then it stays.
 * @param {string} stranger
 */
async function makeWay(stranger) {
  const page = await request('/api/runs?limit=1');
  if (page.visitor === stranger) window.location.reload();
}

/** Fetches the next older runs. Resolves with whether there are more. */
export async function fetchOlder() {
  cursor = (await fetchPage(cursor || '')).next;
  firstPage.resolve();
  return hasOlder();
}

export const hasOlder = () => Boolean(cursor);

/** Fetches the first page of runs, once. */
export function startRuns() {
  starting ??= untilVisitor().then(fetchOlder).finally(followRuns);
  return starting;
}

/** Resolves once the first page is there, also where it came later than `startRuns` had hoped. */
export const untilRuns = () => firstPage.promise;

/** Fetches what may have been missed: all that are newer than those that are known, and those that were live by then. */
async function refreshRuns() {
  if (cursor === null) return fetchOlder();
  const known = new Set(runStore.all().map(({ id }) => id));
  const seen = new Set();
  let before = '';
  let pages = 0;
  do {
    const { runs, next } = await fetchPage(before);
    runs.forEach(({ id }) => seen.add(id));
    before = known.has(runs.at(-1)?.id ?? '') ? '' : next;
    pages += 1;
  } while (before && pages < MAX_MISSED);
  if (before) cursor = before; // the rest is read as older ones are
  return Promise.all(runStore.all().filter((run) => isLive(run) && !seen.has(run.id)).map((run) => fetchRun(run.id)));
}

const refreshQuietly = () => refreshRuns().catch(ignore);

/**
 * Shows a sentence across the page, or takes it away again (boot.js).
 * @param {string} key
 * @param {boolean} isShown
 */
function tellConnection(key, isShown) {
  document.dispatchEvent(new CustomEvent('easel-connection', { detail: { key, isShown } }));
}

/**
 * One connection for all runs of all tabs, and none from a hidden tab, which may be frozen at any time: that asks
 * every few seconds while a run goes on.
 */
function openStream() {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let poll;
  const startPolling = () => {
    clearInterval(poll);
    poll = setInterval(() => runStore.all().some(isLive) && refreshQuietly(), POLL_INTERVAL);
  };
  const opened = new SharedStream(apiUrl('/api/events'), visitor, {
    events: {
      run: (run) => runStore.put(run),
      change: (change) => runStore.apply(change) || fetchRun(change.id).catch(ignore),
    },
    onOpen: () => {
      clearInterval(poll);
      tellConnection('superseded', false);
      tellOffline(false);
      refreshQuietly(); // a run may have begun and ended before the stream was open
    },
    onLost: () => tellOffline(true),
    onSuperseded: () => {
      startPolling();
      tellConnection('superseded', true);
      tellOffline(false);
    },
    onRefused: refreshQuietly, // which also finds out whether a login is needed
    onStranger: (stranger) => makeWay(stranger).catch(ignore),
  });
  document.addEventListener('visibilitychange', () => {
    clearInterval(poll);
    if (document.hidden) {
      opened.close();
      startPolling();
    } else {
      refreshQuietly().finally(followRuns);
    }
  });
  window.addEventListener('pagehide', () => opened.close());
  document.addEventListener('freeze', () => opened.close());
  window.addEventListener('pageshow', (event) => event.persisted && followRuns());
  document.addEventListener('resume', followRuns);
  return opened;
}

/** Opens the event stream, unless the tab is hidden. */
export function followRuns() {
  stream ??= openStream();
  if (!document.hidden) stream.open();
}

/**
 * Starts a run that asks for what another one was asked for.
 * @param {Run} run
 * @param {Record<string, any>} [changes] what is asked for instead
 * @returns {Promise<Run>}
 */
export async function repeatRun(run, changes = {}) {
  const {
    aspect_ratio, resolution, size, count, options, extra, images = [], mask, markup, cutout, expand,
  } = run.asked;
  // What a turn is based on goes along by itself.
  const pictures = images.map((image) => image.id).filter((id) => id !== run.based_on);
  const inputs = pictures.length ? { pictures, mask: mask?.id, markup: markup?.id, expand } : {};
  const { parent, conversation } = run;
  const turn = run.task === 'chat' ? { parent, conversation, based_on: run.based_on || 'none' } : {};
  const started = await post('/api/runs', {
    task: run.task, gateway: run.gateway, model: run.model, prompt: run.prompt,
    aspect_ratio, resolution, size, count, options, extra, cutout, ...inputs, ...turn, ...changes,
  }, { 'Idempotency-Key': newKey() });
  runStore.put(started);
  followRuns();
  return started;
}

/** @param {string} id */
export async function cancelRun(id) {
  runStore.put(await request(pathOf(id, '/cancel'), { method: 'POST' }));
}

/**
 * Has the stored answers of a run read once more, which costs nothing.
 * @param {string} id
 */
export async function readRunAgain(id) {
  runStore.put(await request(pathOf(id, '/read-again'), { method: 'POST' }));
  followRuns();
}
