// Free test of a provider: its steps, what is wrong, and the one change that mends it.
// @ts-check

import { post } from '../lib/api_client.js';
import { actionButton, el, joinSentences } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/**
 * A step, and a result, as POST /api/gateways/check has them.
 * @typedef {{step: string, state: 'ok' | 'failed' | 'not_reached', title: string, message: string, is_warning: boolean}} CheckStep
 * @typedef {{kind: 'address' | 'model' | 'key' | 'none', value: string}} Mend
 * @typedef {{result: 'works' | 'broken', steps: CheckStep[], message: string, advice: string, said: string, mend: Mend}} CheckResult
 */

const MARKS = { ok: '✓', warning: '⚠', failed: '✗', not_reached: '–' };

/** @param {CheckStep} step */
function stepRow({
  step, state, title, message, is_warning: isWarning,
}) {
  const shown = isWarning ? 'warning' : state;
  return el('li', { 'data-step': step, 'data-state': shown },
    el('span', { class: 'check-mark', role: 'img', 'aria-label': t(`card.check.state.${shown}`) }, MARKS[shown]),
    el('b', {}, title), el('span', {}, message));
}

/**
 * A result as an element. `hooks` has what to do for each kind of change; one without has no button.
 * @param {CheckResult} result
 * @param {Partial<Record<string, (value: string) => void>>} hooks
 */
function resultElement({ result, steps, message, advice, said, mend }, hooks) {
  const apply = hooks[mend.kind];
  return el('div', { class: 'check-result', 'data-result': result },
    el('p', { class: result === 'broken' ? 'problem' : '' }, joinSentences(message, advice)),
    said && el('p', { class: 'check-message' }, t('card.check.said', { said })),
    apply && result === 'broken' && actionButton(t(`card.check.use.${mend.kind}`, { value: mend.value }), () => apply(mend.value)),
    el('ol', { class: 'check-steps' }, ...steps.map(stepRow)));
}

export class ConnectionTest {
  /**
   * @param {() => Record<string, string>} subject what is tested: `gateway`, or `address` and `key`; and a `model`
   * @param {{label: string, hooks?: Partial<Record<string, (value: string) => void>>}} options
   */
  constructor(subject, { label, hooks = {} }) {
    this.subject = subject;
    this.hooks = hooks;
    this.button = actionButton(t('card.check.test'), () => this.run(), { 'aria-label': label, title: t('card.check.free'), 'data-action': 'test' });
    this.element = el('div', { class: 'check', role: 'status' });
  }

  /** Forgets a result that is of another subject by now. */
  clear() {
    this.element.replaceChildren();
  }

  async run() {
    const running = el('p', { class: 'small' }, t('card.check.running'));
    this.button.disabled = true;
    this.element.replaceChildren(running);
    try {
      const result = await post('/api/gateways/check', this.subject());
      running.replaceWith(resultElement(result, this.hooks)); // unless it was forgotten meanwhile
    } catch (error) {
      const { message, advice } = /** @type {any} */ (error);
      running.replaceWith(el('p', { class: 'problem' }, joinSentences(t('card.check.failed', { said: message }), advice)));
    }
    this.button.disabled = false;
    if (document.activeElement === document.body) this.button.focus(); // which it lost; nobody types elsewhere meanwhile
  }
}
