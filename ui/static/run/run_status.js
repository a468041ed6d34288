// Status texts of a run: its state, its progress, its notices, its answer. Pure.
// @ts-check

import { findUrls, formatBytes } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { runStore } from '../lib/run_store.js';

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../lib/types.js').Picture} Picture */

/** @param {Run} run */
export const finalPictures = (run) => run.pictures.filter((picture) => !picture.draft && picture.kind !== 'held');

/** @param {Run} run */
export const draftPictures = (run) => run.pictures.filter((picture) => picture.draft);

/**
 * The picture pasted back into its original outside the mask, if there is one.
 * @param {Run} run
 * @param {Picture} raw
 */
export function compositeOf(run, raw) {
  return run.pictures.find(({ kind, parent, state }) => kind === 'held' && parent === raw.id && state === 'done');
}

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => number | null | undefined} pick
 */
const sum = (items, pick) => items.reduce((total, item) => total + (pick(item) || 0), 0);

/**
 * Width by height of what was asked for, or of the first input; a picture's own takes its place.
 * @param {Run} run
 */
export function expectedRatio(run) {
  const [width, height] = (run.asked.size || '').split(/[x×]/).map(Number);
  if (width && height) return width / height;
  const [across, down] = (run.asked.aspect_ratio || '').split(':').map(Number);
  if (across && down) return across / down;
  const first = run.asked.images?.[0];
  return first?.width && first.height ? first.width / first.height : 1;
}

/** States in which an answer has not begun. */
const OUTGOING = new Set(['sending', 'waiting']);

/**
 * Seconds since the first call was sent, or from there to the end.
 * @param {Run} run
 */
export function elapsedSeconds(run, now = runStore.now()) {
  const first = run.calls.reduce((least, call) => Math.min(least, call.timings?.sent || Infinity), Infinity);
  const start = Number.isFinite(first) ? first : run.created;
  return Math.max(0, Math.round((run.timings?.ended || now) - start));
}

/** @param {Run} run */
function receivingText(run) {
  const growing = run.pictures.filter((picture) => picture.state === 'growing');
  const got = sum(growing, (picture) => picture.bytes);
  const total = sum(growing, (picture) => picture.expected);
  if (got && total > got) {
    return t('card.state.receiving_of', { got: formatBytes(got), total: formatBytes(total) });
  }
  if (got) return t('card.state.receiving_size', { got: formatBytes(got) });
  return t(run.text || run.reasoning ? 'card.state.receiving_words' : 'card.state.receiving');
}

/**
 * The state of a run in words, with how far it is.
 * @param {Run} run
 */
export function statusText(run, now = runStore.now()) {
  const delayed = run.calls.find((call) => (call.resend_at || 0) > now);
  const gateway = run.gateway_name || run.gateway;
  if (delayed) return t('card.state.resend', { gateway, seconds: Math.ceil((delayed.resend_at || 0) - now) });
  if (run.state === 'receiving') {
    const progress = run.calls.map((call) => call.progress_words).filter(Boolean).pop();
    return [receivingText(run), progress].filter(Boolean).join(' · ');
  }
  const seconds = elapsedSeconds(run, now);
  const good = run.calls.filter((call) => call.state === 'done').length;
  if (run.state === 'done' && good < run.calls.length) {
    return t('card.state.partly', { good, all: run.calls.length, seconds });
  }
  const position = run.state === 'queued' && run.queue_position;
  if (position) return t('card.state.queued_at', { gateway, position });
  const state = t(`card.state.${run.state}`, { gateway, seconds });
  const again = run.calls.some((call) => (call.attempt || 1) > 1 && call.state === run.state);
  return again && OUTGOING.has(run.state) ? `${state} · ${t('card.state.again')}` : state;
}

/**
 * How far a run is, from 0 to 1; null when nothing tells.
 * @param {Run} run
 */
export function progressFraction(run) {
  const growing = run.pictures.filter((picture) => picture.state === 'growing' && picture.expected);
  if (growing.length) return sum(growing, (picture) => picture.bytes) / sum(growing, (picture) => picture.expected);
  const known = run.calls.map((call) => call.progress).filter((progress) => progress != null);
  return known.length ? sum(known, (progress) => progress) / run.calls.length : null;
}

/**
 * Each notice once; none that only repeats a URL which an error has shown.
 * @param {Run} run
 */
export function visibleNotices(run) {
  const shown = run.calls.flatMap(({ error }) => (
    error ? findUrls(`${error.advice} ${error.said} ${error.message}`) : []));
  const isNew = (/** @type {string} */ message) => {
    const urls = findUrls(message);
    return !urls.length || urls.some((url) => !shown.includes(url));
  };
  return [...new Set(run.notices.map((notice) => notice.message))].filter(isNew);
}

/**
 * The same line again and again is shown once, with how often it was said.
 * @param {string[]} lines
 */
function foldRepeats(lines) {
  /** @type {{line: string, times: number}[]} */
  const folded = [];
  for (const line of lines) {
    const last = folded.findLast((entry) => entry.line.trim());
    if (line.trim() && last?.line === line) {
      last.times += 1;
      folded.splice(folded.indexOf(last) + 1);
    } else {
      folded.push({ line, times: 1 });
    }
  }
  return folded.map(({ line, times }) => (times > 1 ? `${line}${/[。！？]$/.test(line) ? '' : ' '}× ${times}` : line));
}

/**
 * One text field of all calls together.
 * @param {Run} run
 * @param {'text' | 'reasoning'} field
 */
function joinCalls(run, field) {
  return foldRepeats(run.calls.map((call) => call[field] || '').filter((text) => text.trim())).join('\n\n');
}

/** @param {Run} run */
export const answerText = (run) => foldRepeats(joinCalls(run, 'text').split('\n')).join('\n');

/** @param {Run} run */
export const reasoningText = (run) => joinCalls(run, 'reasoning');
