// Repeating a run, which costs money: one press is one run, and the painter by rule gets another seed.
// @ts-check

import { t } from '../lib/i18n.js';
import { repeatRun } from '../lib/run_client.js';

const DISABLED = 1200; // ms that a button which costs money says that its run is under way
const APART = 700; // ms between two presses that are meant: a new card moves the buttons under the pointer
const SEEDS = 2 ** 31;
let lastPress = -Infinity;

/** @typedef {import('../lib/types.js').Run} Run */

/**
 * The options of a run that is repeated: the painter by rule paints the same from the same seed.
 * @param {Run} run
 */
export function variedOptions({ by_rule: byRule, asked: { options } }) {
  if (!byRule || options.seed != null) return options;
  return { ...options, seed: Math.floor(Math.random() * SEEDS) };
}

/** Whether a press is one of its own, not the second half of a double click. */
function isMeant() {
  const meant = performance.now() - lastPress >= APART;
  if (meant) lastPress = performance.now();
  return meant;
}

/**
 * Repeats a run by a press of `button`, which is disabled for a while after its answer came, too: a double click is
 * one press. `attempt(button, work)` disables it and shows what goes wrong.
 * @param {HTMLButtonElement} button
 * @param {{
 *   run: Run, changes: Record<string, any>, onStarted: (run: Run) => void,
 *   attempt: (button: HTMLButtonElement, work: () => Promise<void>) => Promise<unknown>,
 * }} press
 */
export async function repeatByPress(button, { run, changes, attempt, onStarted }) {
  if (!isMeant()) return;
  const name = button.getAttribute('aria-label');
  await attempt(button, async () => {
    onStarted(await repeatRun(run, changes));
    button.setAttribute('aria-label', t('card.action.regenerate.started'));
    await new Promise((resolve) => { setTimeout(resolve, DISABLED); });
  });
  if (name) button.setAttribute('aria-label', name);
  else button.removeAttribute('aria-label');
}
