// Retention: for how long which files are kept, the rest of it folded away.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/** @param {Record<string, number>} days the sentences' parameters */
export const retentionParts = (days) => [
  el('p', { class: 'small' }, t('card.gallery.kept', days)),
  el('details', { class: 'retention' }, el('summary', {}, t('card.viewer.details')), el('p', { class: 'small' }, t('card.gallery.kept.details', days))),
];
