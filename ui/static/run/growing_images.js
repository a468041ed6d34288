// Images of pictures that grow: each holds a connection until its last byte, and a browser opens six to a host over
// HTTP/1.1. So few are loaded at once, by all tabs together; the rest must do for presses.
// @ts-check

import { openChannel } from '../lib/channel.js';

const MAX_PER_PAGE = 2;
const MAX_PER_BROWSER = 3;
const LOCKS = Array.from({ length: MAX_PER_BROWSER }, (_, index) => `easel-growing-${index}`);

/** @typedef {{url: string, stop: AbortController}} Loading */

/** @type {Map<HTMLImageElement, string>} */
const waiting = new Map(); // the address of each, in their order
/** @type {Map<HTMLImageElement, Loading>} */
const loading = new Map();
const ignore = () => {};

// A tab that is looked at asks those that are not to let go of theirs.
const channel = openChannel('growing');
if (channel) channel.onmessage = () => document.hidden && putOff();
document.addEventListener('visibilitychange', loadNext);
document.addEventListener('freeze', putOff);

function loadNext() {
  const limit = navigator.locks ? MAX_PER_PAGE : 1; // over plain http in a network tabs cannot count together
  for (const [img, url] of waiting) {
    if (document.hidden || loading.size >= limit) return;
    waiting.delete(img);
    load(img, url);
  }
}

/**
 * @param {HTMLImageElement} img
 * @param {string} url
 */
function load(img, url) {
  const stop = new AbortController();
  loading.set(img, { url, stop });
  channel?.postMessage('wanted');
  holdConnection(stop.signal, () => {
    img.src = url;
    // Asked for early, the browser ends with the decoder that painted the parts, 0.1 s after the last byte of a
    // 4096×4096 PNG; asked by the screen alone it may begin anew, which takes 0.4 s.
    img.decode().catch(ignore);
  });
}

/**
 * Calls `start` as soon as the browser has a connection to spare, and holds it until the signal.
 * @param {AbortSignal} signal
 * @param {() => void} start
 */
function holdConnection(signal, start) {
  if (!navigator.locks) {
    start();
    return;
  }
  const others = new AbortController();
  signal.addEventListener('abort', () => others.abort());
  const begin = () => {
    if (others.signal.aborted) return undefined;
    others.abort();
    start();
    return new Promise((done) => { signal.addEventListener('abort', done); });
  };
  LOCKS.forEach((name) => {
    // It is refused where nothing may be kept: such a tab is alone.
    navigator.locks.request(name, { signal: others.signal }, begin).catch(begin);
  });
}

/** Ends the loads of this tab, to begin anew when it is looked at. */
function putOff() {
  const stopped = [...loading];
  loading.clear();
  for (const [img, { url, stop }] of stopped) {
    img.removeAttribute('src');
    stop.abort();
    waiting.set(img, url);
  }
}

/**
 * Loads an image while its file grows, as soon as there is a connection for it.
 * @param {HTMLImageElement} img
 * @param {string} url
 */
export function loadGrowing(img, url) {
  waiting.set(img, url);
  loadNext();
}

/**
 * The file of an image is whole: one that still waited is loaded now, which takes no time.
 * @param {HTMLImageElement} img
 */
export function loadWhole(img) {
  const url = waiting.get(img) || (!img.src && loading.get(img)?.url);
  if (!url) return;
  release(img);
  img.src = url;
}

/**
 * An image has its bytes, or is not wanted any more: its connection is free.
 * @param {HTMLImageElement} img
 */
export function release(img) {
  waiting.delete(img);
  loading.get(img)?.stop.abort();
  if (loading.delete(img)) loadNext();
}
