// What is known of the way to the server: whether events come, and whether it answers at all.
//
// A proxy may let everything pass but the line of events: then the page says so, and presses go on.
// @ts-check

import { apiUrl } from './api_client.js';

const PROBE_PAUSE = 2000; // ms between two questions whether the server answers

let isProbing = false;

/** Resolves once the cookie is known to come back, or that cannot be known (boot.js): else nobody's line is opened. */
export function untilVisitor() {
  const isChecking = document.getElementById('easel-connection') && !('visitor' in document.documentElement.dataset);
  return isChecking
    ? new Promise((resolve) => { document.addEventListener('easel-visitor', resolve, { once: true }); })
    : Promise.resolve();
}

/** Whether the line of events is away; `data-offline` of the body. */
export const isOffline = () => document.body.hasAttribute('data-offline');

/** Whether the server does not answer; `data-unreachable` of the body. */
export const isUnreachable = () => document.body.hasAttribute('data-unreachable');

/** @param {string} name */
const tell = (name) => document.dispatchEvent(new CustomEvent(name));

/** @param {boolean} isGone */
function tellUnreachable(isGone) {
  if (isGone === isUnreachable()) return;
  document.body.toggleAttribute('data-unreachable', isGone);
  tell(isGone ? 'easel-unreachable' : 'easel-reachable');
}

async function probe() {
  if (isProbing) return;
  isProbing = true;
  while (isOffline()) {
    const answer = await fetch(apiUrl('/healthz'), { cache: 'no-store' }).catch(() => null);
    if (isOffline()) tellUnreachable(!answer?.ok);
    await new Promise((resolve) => { setTimeout(resolve, PROBE_PAUSE); });
  }
  isProbing = false;
}

/**
 * Tells the page that the line of events is away, or there again.
 * @param {boolean} isAway
 */
export function tellOffline(isAway) {
  if (isAway === isOffline()) return;
  document.body.toggleAttribute('data-offline', isAway);
  tell('easel-offline');
  if (isAway) probe();
  else tellUnreachable(false);
}
