// Card of a model: its name, its provider and id, and what it is chosen by.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { badges } from './model_list.js';

/** @param {import('./model_list.js').ModelCard} model */
const endsText = ({ ends, ends_by_report: isReport, gateway }) => (
  t(isReport ? 'page.model.ends_by_report' : 'page.model.ends', { gateway, date: ends }));

/**
 * The parts of a card or of an option.
 * @param {import('./model_list.js').ModelCard} model
 */
export function modelDetails(model) {
  const { family, family_is_guess: isGuess } = model;
  const name = model.by_rule ? t('page.picker.painter') : model.name;
  return [
    el('span', { class: 'model-name' }, name, model.nickname && el('small', {}, model.nickname)),
    el('span', { class: 'model-id' }, model.by_rule ? t('page.picker.demo') : `${model.gateway} · ${model.id}`),
    el('span', { class: 'model-badges' }, ...badges(model).map((label) => el('span', {}, label))),
    ...(model.ends ? [el('span', { class: 'model-note' }, endsText(model))] : []),
    ...(isGuess ? [el('span', { class: 'model-note' }, t('page.model.guess', { family }))] : []),
  ];
}
