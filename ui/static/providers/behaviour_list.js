// What requests showed of a provider's models, in words; nothing where nothing is known.
// @ts-check

import { request } from '../lib/api_client.js';
import { el, formatTime } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/** @typedef {{gateway: string, model: string, state: 'works' | 'fails', message: string, at: number}} Shown */

/** @type {Promise<Shown[]> | undefined} one request for all cards that are drawn together */
let asked;

function askBehaviour() {
  asked ??= request('/api/gateways/behaviour').then(({ behaviour }) => behaviour, () => []).finally(() => { asked = undefined; });
  return asked;
}

/**
 * The models with what is known of each, what does not work first.
 * @param {Shown[]} shown
 * @param {string} gateway
 * @returns {{model: string, rows: Shown[]}[]}
 */
function byModel(shown, gateway) {
  const own = shown.filter((row) => row.gateway === gateway);
  const models = [...new Set(own.map(({ model }) => model))];
  return models.map((model) => ({
    model,
    rows: own.filter((row) => row.model === model).sort((one, other) => one.state.localeCompare(other.state)),
  }));
}

/** @param {Shown} row */
function rowElement({ state, message, at }) {
  return el('li', { 'data-state': state },
    el('span', { class: 'check-mark', role: 'img', 'aria-label': t(`card.behaviour.${state}`) }, state === 'works' ? '✓' : '✗'),
    el('span', {}, message), el('time', {}, formatTime(at)));
}

/** @param {any} provider as GET /api/gateways has it */
export function behaviourPart(provider) {
  const body = el('div', { class: 'behaviour-models' });
  const element = el('details', { class: 'behaviour', hidden: true }, el('summary', {}, t('card.behaviour.title')), body);
  const update = async () => {
    const models = byModel(await askBehaviour(), provider.id);
    element.hidden = !models.length;
    body.replaceChildren(...models.flatMap(({ model, rows }) => [
      el('h4', {}, model), el('ul', { class: 'check-steps' }, ...rows.map(rowElement))]));
  };
  update();
  return { element, update };
}
