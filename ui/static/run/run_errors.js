// Errors of a run's calls: what happened, what it may have cost, and the ways to go on.
// @ts-check

import { copyButton, el, linkify } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../lib/types.js').Call} Call */
/** @typedef {import('../lib/types.js').CallError} CallError */

/**
 * From which brevity on a part of a statement is folded away, by its class: 1 is for several calls, 2 more beside
 * pictures, and 2 more for one statement among others.
 * @type {Record<string, number>}
 */
const FOLDED_FROM = { small: 1, 'gateway-message': 2, advice: 4 };

/** @param {Call} call */
const errorOf = (call) => /** @type {CallError} */ (call.error);

/**
 * What a person is told of an error. Two that differ only in the link to their picture are told alike.
 * @param {CallError} error
 */
const wording = ({ message, advice = '', may_be_charged: charged, url = '' }) => JSON.stringify(
  [message, url ? advice.replace(url, '') : advice, Boolean(charged)]);

/**
 * The calls that failed, those of the same wording together, in the order of the first of each.
 * @param {Call[]} calls
 * @returns {Call[][]}
 */
export function groupByError(calls) {
  /** @type {Map<string, Call[]>} */
  const groups = new Map();
  for (const call of calls) {
    if (!call.error) continue;
    const key = wording(call.error);
    groups.set(key, [...groups.get(key) ?? [], call]);
  }
  return [...groups.values()];
}

/**
 * Which requests of a run, in words; `all` is how many it has.
 * @param {Call[]} calls
 */
export function callNames(calls, all = Infinity) {
  if (calls.length === 1) return t('card.call', { number: calls[0].number });
  if (calls.length === all) return t('card.calls.all', { count: all });
  return t('card.calls', { numbers: calls.map(({ number }) => number).join(t('card.calls.comma')) });
}

/**
 * @param {string} name of its class
 * @param {string | undefined} text
 */
const paragraph = (name, text) => (text ? el('p', { class: name }, ...linkify(text)) : null);

/**
 * The gateway's words, each once, with the requests that it said them to where it did not say the same to all.
 * @param {Call[]} calls
 * @param {string} gateway
 */
function gatewayMessages(calls, gateway) {
  const messages = new Set(calls.map((call) => errorOf(call).said || ''));
  return [...messages].filter(Boolean).map((message) => {
    const who = messages.size > 1 ? `${callNames(calls.filter((call) => errorOf(call).said === message))} · ` : '';
    return paragraph('gateway-message', who + t('card.gateway_said', { gateway, said: message }));
  });
}

/**
 * By which names the gateway and the server's log know the requests, and the link of each where there are several. In
 * the log all of one press have the same name.
 * @param {Call[]} calls
 */
function references(calls) {
  const several = calls.length > 1;
  const logged = new Set(calls.map((call) => errorOf(call).reference));
  const inLog = (/** @type {string | undefined} */ id) => id && t('card.log_id', { id });
  /** @param {...(string | undefined | false)} names */
  const line = (...names) => names.filter(Boolean).join(' · ');
  const each = calls.map((call) => {
    const { request_id: id, reference, url } = errorOf(call);
    const names = line(id && t('card.request_id', { id }), (!several || logged.size > 1) && inLog(reference), several && url);
    return line(several && Boolean(names) && callNames([call]), names);
  });
  const common = several && logged.size === 1 ? [inLog([...logged][0])] : [];
  return [...each, ...common].map((text) => paragraph('small', text));
}

// A result link that could not be read here may be read elsewhere.
/** @param {Call[]} calls */
function linkButton(calls) {
  const urls = calls.map((call) => errorOf(call).url).filter(Boolean);
  return urls.length ? copyButton(() => urls.join('\n'), { copy: t('card.copy.link'), copied: t('card.copied') }) : null;
}

/** The errors of a card, those of the same wording as one statement. `buttons(calls)` are the ways to go on from it. */
export class RunErrors {
  /** @param {(calls: Call[]) => (Node | null)[]} buttons */
  constructor(buttons) {
    this.buttons = buttons;
    this.key = ''; // what is shown
    this.root = el('div', { class: 'errors', role: 'alert' });
  }

  /** @param {Run} run */
  update(run) {
    const groups = groupByError(run.calls);
    const brevity = (groups.length > 1 ? 2 : 0) + (run.pictures.length ? 2 : 0);
    const key = JSON.stringify([run.state, brevity, groups.flat().map((call) => [call.id, call.error])]);
    if (key === this.key) return;
    this.key = key;
    const about = { gateway: run.gateway_name || run.gateway, all: run.calls.length };
    this.root.replaceChildren(...groups.map((calls) => (
      this.buildStatement(calls, { ...about, brevity: brevity + Number(calls.length > 1) }))));
  }

  /**
   * What some of the calls may have cost stands with them; of all, the run's status has said it.
   * @param {Call[]} calls
   * @param {{gateway: string, all: number, brevity: number}} context
   */
  buildStatement(calls, { gateway, all, brevity }) {
    const { message, advice, may_be_charged: charged } = errorOf(calls[0]);
    const charge = calls.length < all ? t(charged ? 'card.charged.maybe' : 'card.charged.not') : '';
    const parts = [...gatewayMessages(calls, gateway), paragraph('advice', advice), ...references(calls)].filter((part) => part !== null);
    const isFolded = (/** @type {HTMLElement} */ { className }) => brevity >= FOLDED_FROM[className];
    const folded = parts.filter(isFolded);
    return el('section', {},
      all > 1 ? el('h4', {}, [callNames(calls, all), charge].filter(Boolean).join(' · ')) : null,
      el('div', { class: 'error-text' }, paragraph('error-title', message), ...parts.filter((part) => !isFolded(part))),
      el('div', { class: 'actions' }, ...this.buttons(calls), linkButton(calls),
        folded.length ? el('details', {}, el('summary', {}, t('card.error.details')), ...folded) : null));
  }
}
