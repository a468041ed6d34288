// What a card says of its run: where it is, how far, and what went wrong. Words only, and pure.

import { findUrls, formatBytes } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { runStore } from '../lib/run_store.js';

export const finals = (run) => run.pictures.filter((picture) => !picture.draft && picture.kind !== 'held');
export const drafts = (run) => run.pictures.filter((picture) => picture.draft);
export const held = (run, of) => run.pictures.find((one) => one.kind === 'held' && one.parent === of.id && one.state === 'done');
const sum = (list, pick) => list.reduce((total, item) => total + (pick(item) || 0), 0);

// Width by height of what was asked for, or of what was brought; a picture's own takes its place.
export function ratioOf(run) {
  const [w, h] = (run.asked.size || '').split(/[x×]/).map(Number);
  if (w && h) return w / h;
  const [a, b] = (run.asked.aspect_ratio || '').split(':').map(Number);
  if (a && b) return a / b;
  const first = run.asked.images?.[0];
  return first?.width ? first.width / first.height : 1;
}

export function seconds(run) {
  const first = run.calls.reduce((least, call) => Math.min(least, call.timings?.sent || Infinity), Infinity);
  const from = Number.isFinite(first) ? first : run.created;
  return Math.max(0, Math.round((run.timings?.ended || runStore.now()) - from));
}

function receiving(run) {
  const pictures = run.pictures.filter((picture) => picture.state === 'growing');
  const got = sum(pictures, (picture) => picture.bytes);
  const total = sum(pictures, (picture) => picture.expected);
  if (got && total > got) return t('card.state.receiving_of', { got: formatBytes(got), total: formatBytes(total) });
  if (got) return t('card.state.receiving_size', { got: formatBytes(got) });
  return t(run.text || run.reasoning ? 'card.state.receiving_words' : 'card.state.receiving');
}

export function whereabouts(run) {
  const again = run.calls.find((call) => call.resend_at > runStore.now());
  const gateway = run.gateway_name || run.gateway;
  if (again) {
    return t('card.state.resend', { gateway, seconds: Math.ceil(again.resend_at - runStore.now()) });
  }
  if (run.state === 'receiving') {
    const words = run.calls.map((call) => call.progress_words).filter(Boolean).pop();
    return [receiving(run), words].filter(Boolean).join(' · ');
  }
  const good = run.calls.filter((call) => call.state === 'done').length;
  if (run.state === 'done' && good < run.calls.length) {
    return t('card.state.partly', { good, all: run.calls.length, seconds: seconds(run) });
  }
  return t(`card.state.${run.state}`, { gateway, seconds: seconds(run) });
}

export function fraction(run) {
  const growing = run.pictures.filter((picture) => picture.state === 'growing' && picture.expected);
  if (growing.length) return sum(growing, (p) => p.bytes) / sum(growing, (p) => p.expected);
  const known = run.calls.map((call) => call.progress).filter((one) => one != null);
  return known.length ? sum(known, (one) => one) / run.calls.length : null;
}

// Each notice once; none that only repeats an address which a trouble has shown.
export function notices(run) {
  const shown = run.calls.flatMap(({ error }) => (error ? findUrls(`${error.advice} ${error.said} ${error.message}`) : []));
  const news = (message) => {
    const named = findUrls(message);
    return !named.length || named.some((address) => !shown.includes(address));
  };
  return [...new Set(run.notices.map((notice) => notice.message))].filter(news);
}

// The same line again and again is shown once, with how often it was said.
function folded(lines) {
  const out = [];
  for (const line of lines) {
    const last = out.findLast((one) => one.line.trim());
    if (line.trim() && last?.line === line) {
      last.times += 1;
      out.splice(out.indexOf(last) + 1);
    } else {
      out.push({ line, times: 1 });
    }
  }
  return out.map(({ line, times }) => (times > 1 ? `${line}${/[。！？]$/.test(line) ? '' : ' '}× ${times}` : line));
}

const said = (run, field) => folded(run.calls.map((call) => call[field]).filter((words) => words?.trim())).join('\n\n');

// Of all calls together.
export function words(run) {
  return folded(said(run, 'text').split('\n')).join('\n');
}

export const thought = (run) => said(run, 'reasoning');
