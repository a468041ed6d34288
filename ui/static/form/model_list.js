// Rows of the model picker: models of all gateways, in groups, last used first, found by what is typed.
// @ts-check

import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';

/**
 * What people choose a model by; `resolution` is the highest, `max_images` the most input images.
 * @typedef {{resolution: string, max_images: number, mask: boolean, streams: boolean, transparent: boolean}} Features
 *
 * A model as a card shows it; `value` is "gateway/model".
 * @typedef {object} ModelCard
 * @property {string} value
 * @property {string} id
 * @property {string} name
 * @property {string} nickname
 * @property {string} family what an added model was taken for
 * @property {boolean} family_is_guess
 * @property {string} ends the day on which its maker shuts it down or did, "" where none is announced
 * @property {boolean} ends_by_report others say so, and no page of the maker's
 * @property {string} gateway its name
 * @property {boolean} by_rule
 * @property {string} [asked] the value that the form held when it asked for this card
 * @property {number} prompt_limit the most characters of a prompt, 0 for no limit
 * @property {Features} features
 *
 * A row of the picker.
 * @typedef {ModelCard & {
 *   group: Group, offered: boolean, seconds: number | null, key: 'yours' | 'server' | 'none', tail: string, takesKey: boolean,
 *   provider: import('./key_form.js').KeyGateway,
 * }} ModelRow
 *
 * @typedef {'ready' | 'needs_key' | 'demo'} Group
 */

const RECENT = 'easel-models'; // {recent: ["gateway/model", …]}, the last used first
const MAX_RECENT = 8;
/** @type {Group[]} */
const GROUPS = ['ready', 'needs_key', 'demo'];

/** @returns {string[]} */
export const recentModels = () => readObject(RECENT).recent || [];

/** @param {string} value */
export function rememberModel(value) {
  updateObject(RECENT, { recent: [value, ...recentModels().filter((other) => other !== value)].slice(0, MAX_RECENT) });
}

/**
 * @param {any} gateway as GET /api/gateways has it
 * @returns {Group}
 */
function groupOf(gateway) {
  if (gateway.by_rule) return 'demo';
  const isOpen = gateway.server_key !== 'closed' && (gateway.key === 'server' || !gateway.needs_key);
  return gateway.key === 'yours' || isOpen ? 'ready' : 'needs_key';
}

/**
 * Whether a provider can be asked: it has a key, or needs none.
 * @param {any} gateway as GET /api/gateways has it
 */
export const isReady = (gateway) => groupOf(gateway) !== 'needs_key';

/**
 * The rows of all models, in the order of their gateways.
 * @param {any[]} gateways as GET /api/gateways has them
 * @returns {ModelRow[]}
 */
export function modelRows(gateways) {
  return gateways.flatMap((gateway) => gateway.models.map((/** @type {any} */ model) => ({
    value: `${gateway.id}/${model.id}`,
    id: model.id,
    name: model.name,
    nickname: model.nickname,
    family: model.family,
    family_is_guess: model.family_is_guess,
    ends: model.ends,
    ends_by_report: model.ends_by_report,
    gateway: gateway.name,
    by_rule: gateway.by_rule,
    prompt_limit: model.caps.prompt_limit,
    features: model.features,
    group: groupOf(gateway),
    offered: model.offered,
    seconds: model.typical_seconds,
    key: gateway.key,
    tail: gateway.key_tail,
    takesKey: gateway.takes_key,
    provider: { id: gateway.id, name: gateway.name, site: gateway.site, closed: gateway.server_key === 'closed' },
  })));
}

/**
 * The groups that have rows for a query, each with its rows, the last used first.
 * @param {ModelRow[]} rows
 * @param {{query: string, recent: string[]}} choice
 */
export function groupRows(rows, { query, recent }) {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = rows.filter(({ name, nickname, gateway, id }) => {
    const text = `${name} ${nickname} ${gateway} ${id}`.toLowerCase();
    return terms.every((term) => text.includes(term));
  });
  /** @param {ModelRow} row */
  const rank = ({ value }) => (recent.includes(value) ? recent.indexOf(value) : recent.length);
  return GROUPS.map((group) => ({
    group,
    rows: matches.filter((row) => row.group === group).sort((one, other) => rank(one) - rank(other)),
  })).filter((part) => part.rows.length);
}

/**
 * The features of a model as short labels.
 * @param {ModelCard} model
 */
export function badges({ features, by_rule: byRule }) {
  const { resolution, max_images: images, mask, streams, transparent } = features;
  return [
    byRule && t('page.picker.not_ai'),
    resolution,
    mask && t('page.feature.mask'),
    images > 0 && t(images === 1 ? 'page.feature.image' : 'page.feature.images', { count: images }),
    transparent && t('page.feature.transparent'),
    streams && !byRule && t('page.feature.streams'),
  ].filter((label) => typeof label === 'string' && label !== '');
}

/**
 * How long a model takes, as people say it.
 * @param {number | null} seconds
 */
export function durationText(seconds) {
  if (seconds === null) return '';
  if (seconds < 90) return t('page.picker.seconds', { seconds: Math.max(1, Math.round(seconds)) });
  return t('page.picker.minutes', { minutes: Math.round(seconds / 60) });
}
