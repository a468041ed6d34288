// Record of a run: what was asked for, what came, when, and the request as curl and SDK code.
// @ts-check

import { apiUrl, request } from '../lib/api_client.js';
import {
  copyButton, el, formatTime, linkify,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { pictureFacts } from '../run/picture_frame.js';
import { recordNotices } from '../run/run_status.js';

const MOMENTS = ['first_byte', 'first_pixel', 'last_byte', 'ended'];

function codeBlock(title, code) {
  return code && el('details', {}, el('summary', {}, t(title)), el('pre', {}, code),
    copyButton(() => code, { copy: t('card.viewer.copy'), copied: t('card.viewer.copied') }));
}

function requestText({
  aspect_ratio: ratio, resolution, size, count, options, extra, mask, markup, cutout, expand,
}) {
  const drawn = [mask && t('card.masked'), markup && t('card.marked_up'), cutout && t('card.cutout'),
    expand && t('card.expand.sides', expand)];
  const chosen = Object.entries(options || {}).map(([name, value]) => `${name} ${value}`);
  const extras = Object.entries(extra || {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const parts = [ratio, resolution, size, count > 1 ? `× ${count}` : '', ...chosen, ...extras, ...drawn];
  return parts.filter(Boolean).join(' · ') || t('page.ratio.auto');
}

function timelineText({ sent, ...later }) {
  if (!sent) return '';
  const moment = (name) => {
    const seconds = t('card.viewer.seconds', { seconds: (later[name] - sent).toFixed(1) });
    return `${t(`card.viewer.time.${name}`)} ${seconds}`;
  };
  return [`${t('card.viewer.time.sent')} ${formatTime(sent)}`,
    ...MOMENTS.filter((name) => later[name]).map(moment)].join(' · ');
}

// The file's own word on its origin, and what a composite does not have of it.
function credentialsText(credentials) {
  if (credentials?.dropped) return t('card.viewer.credentials.dropped');
  if (!credentials?.present) return '';
  const { generator, signer } = credentials;
  const parts = [generator && t('card.viewer.credentials.generator', { generator }),
    signer && t('card.viewer.credentials.signer', { signer })].filter(Boolean).join(' · ');
  return t('card.viewer.credentials', { said: parts || t('card.viewer.credentials.unreadable') });
}

// "9 frames, 1.8 s", of a GIF.
/** @param {{frames?: number, duration_ms?: number}} [motion] */
function motionText({ frames, duration_ms: duration = 0 } = {}) {
  return frames ? t('card.viewer.motion', { frames, seconds: (duration / 1000).toFixed(1) }) : '';
}

/** Fetches the record of an item's run and resolves with its elements. */
export async function buildRecord(item) {
  const path = `/api/runs/${encodeURIComponent(item.run)}`;
  const {
    asked, sent, timeline, delivered, notices = [], by_rule: byRule,
  } = await request(`${path}/record`);
  const model = delivered?.model ? ` · ${delivered.model}` : '';
  const file = delivered?.pictures?.find(({ number }) => number === item.picture.number);
  const [credentials, motion] = [credentialsText(file?.credentials), motionText(file)];
  return [
    el('p', {}, `${t('card.viewer.asked')}: ${requestText(asked)}`),
    el('p', {}, `${t('card.viewer.delivered')}: ${[pictureFacts(item.picture), motion].filter(Boolean).join(' · ')}`, model),
    ...recordNotices({ notices, asked }).map((message) => el('p', { class: 'small' }, ...linkify(message))),
    credentials && el('p', { class: 'small' }, credentials),
    el('p', { class: 'small' }, timelineText(timeline || {})),
    ...(sent?.curl ? [codeBlock('card.viewer.curl', sent.curl), codeBlock('card.viewer.sdk', sent.sdk)]
      : [el('p', { class: 'small' }, t(byRule ? 'card.viewer.nothing_sent' : 'card.viewer.request_gone'))]),
    el('a', { class: 'button', href: apiUrl(`${path}/helpdesk`), download: '' }, t('card.viewer.helpdesk')),
  ].filter(Boolean);
}
