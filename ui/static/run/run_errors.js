// Errors of a run's calls: what happened, what it may have cost, and the ways to go on.
// @ts-check

import { copyButton, el, linkify } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../lib/types.js').Call} Call */

// With several calls each says for itself what it may have cost; with one, the status has said it.
/**
 * @param {any} error
 * @param {{gateway: string, several: boolean}} context
 */
function describeError(error, { gateway, several }) {
  const small = [several ? t(error.may_be_charged ? 'card.charged.maybe' : 'card.charged.not') : '',
    error.request_id ? t('card.request_id', { id: error.request_id }) : '',
    error.reference ? t('card.log_id', { id: error.reference }) : ''].filter(Boolean).join(' · ');
  return el('div', { class: 'error-text' },
    el('p', { class: 'error-title' }, ...linkify(error.message)),
    error.said ? el('p', { class: 'gateway-message' }, ...linkify(t('card.gateway_said', { gateway, said: error.said }))) : null,
    error.advice ? el('p', { class: 'advice' }, ...linkify(error.advice)) : null,
    small ? el('p', { class: 'small' }, small) : null);
}

// A result link that could not be read here may be read elsewhere.
/** @param {Call} call */
const linkButton = ({ error }) => (
  error?.url ? copyButton(() => error.url ?? '', { copy: t('card.copy.link'), copied: t('card.copied') }) : null);

/** The list of errors on a card. `buttons(call)` are the ways to go on from one. */
export class RunErrors {
  /** @param {(call: Call) => (Node | null)[]} buttons */
  constructor(buttons) {
    this.buttons = buttons;
    this.key = ''; // what is shown
    this.root = el('div', { class: 'errors', role: 'alert' });
  }

  /**
   * Of several calls each has its own outcome.
   * @param {Run} run
   */
  update(run) {
    const gateway = run.gateway_name || run.gateway;
    const failed = run.calls.filter((call) => call.error);
    const key = JSON.stringify([run.state, failed.map((call) => [call.id, call.error])]);
    if (key === this.key) return;
    this.key = key;
    const several = run.calls.length > 1;
    this.root.replaceChildren(...failed.map((call) => el('section', {},
      several ? el('h4', {}, t('card.call', { number: call.number })) : null,
      describeError(call.error, { gateway, several }),
      el('div', { class: 'actions' }, ...this.buttons(call), linkButton(call)))));
  }
}
