// Record of a run: what was asked for, what came, when, and the request as curl and SDK code.

import { apiUrl, request } from '../lib/api_client.js';
import { copyButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { pictureFacts } from '../run/picture_frame.js';

const MOMENTS = ['first_byte', 'first_pixel', 'last_byte', 'ended'];

function codeBlock(title, code) {
  return code && el('details', {}, el('summary', {}, t(title)), el('pre', {}, code),
    copyButton(() => code, { copy: t('card.viewer.copy'), copied: t('card.viewer.copied') }));
}

function requestText({ aspect_ratio: ratio, resolution, size, count, options }) {
  const chosen = Object.entries(options || {}).map(([name, value]) => `${name} ${value}`);
  return [ratio, resolution, size, count > 1 ? `× ${count}` : '', ...chosen].filter(Boolean).join(' · ') || '–';
}

function timelineText({ sent, ...later }) {
  if (!sent) return '';
  const moment = (name) => {
    const seconds = t('card.viewer.seconds', { seconds: (later[name] - sent).toFixed(1) });
    return `${t(`card.viewer.time.${name}`)} ${seconds}`;
  };
  return [`${t('card.viewer.time.sent')} ${new Date(sent * 1000).toLocaleString()}`,
    ...MOMENTS.filter((name) => later[name]).map(moment)].join(' · ');
}

// The file's own word on its origin, and what a held picture cannot take over.
function credentialsText(credentials) {
  if (credentials?.dropped) return t('card.viewer.credentials.dropped');
  if (!credentials?.present) return '';
  const { generator, signer } = credentials;
  const said = [generator && t('card.viewer.credentials.generator', { generator }),
    signer && t('card.viewer.credentials.signer', { signer })].filter(Boolean).join(' · ');
  return t('card.viewer.credentials', { said: said || t('card.viewer.credentials.unreadable') });
}

/** Fetches the record of an item's run and resolves with its elements. */
export async function buildRecord(item) {
  const path = `/api/runs/${encodeURIComponent(item.run)}`;
  const { asked, sent, timeline, delivered } = await request(`${path}/record`);
  const model = delivered?.model ? ` · ${delivered.model}` : '';
  const credentials = credentialsText(delivered?.pictures
    ?.find(({ number }) => number === item.picture.number)?.credentials);
  return [
    el('p', {}, `${t('card.viewer.asked')}: ${requestText(asked)}`),
    el('p', {}, `${t('card.viewer.delivered')}: ${pictureFacts(item.picture)}`, model),
    credentials && el('p', { class: 'small' }, credentials),
    el('p', { class: 'small' }, timelineText(timeline || {})),
    ...(sent?.curl ? [codeBlock('card.viewer.curl', sent.curl), codeBlock('card.viewer.sdk', sent.sdk)]
      : [el('p', { class: 'small' }, t('card.viewer.nothing_sent'))]),
    el('a', { class: 'button', href: apiUrl(`${path}/helpdesk`), download: '' }, t('card.viewer.helpdesk')),
  ].filter(Boolean);
}
