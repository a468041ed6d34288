// Status texts of a run: its state, its progress, its notices, its answer. Pure.
// @ts-check

import { findUrls, formatBytes } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { isLive, runStore } from '../lib/run_store.js';
import { canvasOf, canvasShown } from './original_placement.js';

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../lib/types.js').Picture} Picture */

/** @param {Picture} picture whether it was made of another one here */
const isMade = ({ kind }) => kind === 'held' || kind === 'cutout';

/** @param {Run} run */
export const finalPictures = (run) => run.pictures.filter((picture) => !picture.draft && !isMade(picture));

/** @param {Run} run */
export const draftPictures = (run) => run.pictures.filter((picture) => picture.draft);

/**
 * The picture that was made of an answer here, if there is one: pasted back into its original outside the mask, or
 * without its background.
 * @param {Run} run
 * @param {Picture} raw
 */
export function compositeOf(run, raw) {
  return run.pictures.find((picture) => isMade(picture) && picture.parent === raw.id && picture.state === 'done');
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
  if (!first?.width || !first.height) return 1;
  const canvas = canvasOf({ width: first.width, height: first.height }, run.asked.expand);
  return canvas.width / canvas.height;
}

/**
 * What an edit began with, on the canvas that this picture of it shows; null of any other run.
 * @param {Run} run
 * @param {Pick<Picture, 'kind'>} picture
 */
export function originalOf({ task, asked }, picture) {
  const first = asked.images?.[0];
  if (task !== 'edit' || !first?.width || !first.height) return null;
  const original = { width: first.width, height: first.height };
  return { url: first.view_url, ...canvasShown({ ...asked, original }, picture) };
}

/**
 * The size that was asked for, and the one that came.
 * @param {Run} run
 */
export function sizeText(run) {
  const { aspect_ratio: ratio, resolution, size } = run.asked;
  const requested = [(size || ratio || '').replace(/^(\d+)[x×](\d+)$/, '$1 × $2'), resolution].filter(Boolean).join(' · ') || t('page.ratio.auto');
  const [first] = finalPictures(run).filter(({ width }) => width);
  return first ? `${requested} → ${first.width} × ${first.height}` : requested;
}

/**
 * Who made it: the provider and its model; of the demo, whose name and id are words of the code, what people call it.
 * @param {{gateway: string, gateway_name?: string, model: string, by_rule?: boolean}} run
 */
export const makerText = ({
  gateway, gateway_name: name, model, by_rule: isByRule,
}) => (isByRule ? t('page.picker.painter') : `${name || gateway} · ${model}`);

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

const LONGER_THAN_USUAL = 1.2; // times the median, which half of all calls exceed

/** @param {number} seconds */
function clockText(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (/** @type {number} */ part) => String(part).padStart(2, '0');
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/**
 * How long a run has been going, and how long one like it usually takes. Its calls may leave one after the other: it
 * takes longer than usual where one of them does.
 * @param {Run} run
 * @param {number} now
 */
function generatingText(run, now) {
  const elapsed = elapsedSeconds(run, now);
  const time = clockText(elapsed);
  if (!run.typical_seconds) return t('card.state.waiting', { time });
  const usual = run.typical_seconds * LONGER_THAN_USUAL;
  const typical = clockText(Math.max(1, run.typical_seconds));
  const isLonger = run.calls.some((call) => isLive(call) && now - (call.timings?.sent || now) > usual);
  if (isLonger) return t('card.state.waiting.longer', { time, typical });
  return elapsed > usual ? t('card.state.waiting', { time }) : t('card.state.waiting.of', { time, typical });
}

/**
 * @param {Run} run
 * @param {number} now
 */
function receivingText(run, now) {
  const growing = finalPictures(run).filter((picture) => picture.state === 'growing');
  const got = sum(growing, (picture) => picture.bytes);
  const total = sum(growing, (picture) => picture.expected);
  if (got && total > got) {
    return t('card.state.receiving_of', { got: formatBytes(got), total: formatBytes(total) });
  }
  return !got && (run.text || run.reasoning) ? t('card.state.receiving_words') : generatingText(run, now);
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
    return [receivingText(run, now), progress].filter(Boolean).join(' · ');
  }
  const seconds = elapsedSeconds(run, now) || '<1';
  const good = run.calls.filter((call) => call.state === 'done').length;
  if (run.state === 'done' && good < run.calls.length) {
    return t('card.state.partly', { good, all: run.calls.length, seconds });
  }
  if (isTextOnly(run)) return t('card.state.no_image', { seconds });
  const position = run.state === 'queued' && run.queue_position;
  if (position) return t('card.state.queued_at', { gateway, position });
  const state = run.state === 'waiting' ? generatingText(run, now) : t(`card.state.${run.state}`, { gateway, seconds });
  const again = run.calls.some((call) => (call.attempt || 1) > 1 && call.state === run.state);
  return again && OUTGOING.has(run.state) ? `${state} · ${t('card.state.again')}` : state;
}

/**
 * Whether the model answered with text and no picture. A run whose pictures were deleted is none such.
 * @param {Run} run
 */
export function isTextOnly(run) {
  return run.state === 'done' && !finalPictures(run).length
    && run.notices.some(({ kind }) => kind === 'answered_in_words');
}

/**
 * How far a run is, from 0 to 1; null when nothing tells.
 * @param {Run} run
 */
export function progressFraction(run) {
  const growing = finalPictures(run).filter((picture) => picture.state === 'growing' && picture.expected);
  if (growing.length) return sum(growing, (picture) => picture.bytes) / sum(growing, (picture) => picture.expected);
  const known = run.calls.map((call) => call.progress).filter((progress) => progress != null);
  return known.length ? sum(known, (progress) => progress) / run.calls.length : null;
}

/**
 * Notices on which nobody acts: what was converted on the way (the input list tells it before the press), what the
 * gateway calls its model, how a stream ended. They stand in the record.
 */
const RECORD_ONLY = new Set([
  'sent_turned', 'sent_private_removed', 'sent_repaired', 'sent_mode', 'sent_format', 'sent_first_frame', 'sent_padded',
  'sent_expanded', 'sent_scaled', 'sent_recompressed', 'sent_credentials', 'model_differs', 'unfinished_stream', 'recovered',
]);

/** Notices with figures of a picture: the card shows them, and so does the record beside the picture. */
const MEASURED = /^cutout_(?:native|keyed)/;
const MADE_HERE = /\/pictures\//;

/**
 * @param {{kind?: string, percent?: string | number}} notice `held` and `expanded` count only where the model changed what it should not
 */
const isActedOn = ({ kind = '', percent }) => !RECORD_ONLY.has(kind) && !(['held', 'expanded'].includes(kind) && !Number(percent));

/**
 * Each notice on which a person may act, once; none that only repeats a URL which an error has shown.
 * @param {Run} run
 */
export function visibleNotices(run) {
  const shown = run.calls.flatMap(({ error }) => (
    error ? findUrls(`${error.advice} ${error.said} ${error.message}`) : []));
  const isNew = (/** @type {string} */ message) => {
    const urls = findUrls(message);
    return !urls.length || urls.some((url) => !shown.includes(url));
  };
  return [...new Set(run.notices.filter(isActedOn).map((notice) => notice.message))].filter(isNew);
}

/**
 * What the record tells beside what the card shows, each once; nothing of notes in a picture that was made here.
 * @param {Pick<Run, 'notices' | 'asked'>} run
 */
export function recordNotices({ notices, asked }) {
  /** @param {number} [number] */
  const isMadeHere = (number) => MADE_HERE.test(asked.images?.[(number || 0) - 1]?.url || '');
  const further = notices.filter((notice) => (
    (!isActedOn(notice) || MEASURED.test(notice.kind || '')) && !(notice.kind === 'sent_private_removed' && isMadeHere(notice.number))));
  return [...new Set(further.map(({ message }) => message))];
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
