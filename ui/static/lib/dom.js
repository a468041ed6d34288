// DOM helpers: elements built from text alone, links, icons, and texts that grow.
// @ts-check

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {{[name: `on${string}`]: (event: any) => void, [name: string]: any}} Attributes */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Creates an element. An attribute `on…` adds a listener; true sets an empty attribute, false and null none.
 *
 * Everything that a model or a gateway said goes through textContent: text, never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child != null && child !== false)));
  return node;
}

/**
 * Sets an element's text, if it is another one.
 *
 * A text that only changes keeps its node: a new one has the browser match its rules anew, which costs a long page
 * more than the word.
 * @param {Node} node
 * @param {string} text
 */
export function set(node, text) {
  if (node.textContent === text) return;
  const only = node.childNodes.length === 1 ? node.firstChild : null;
  if (text && only instanceof Text) only.data = text;
  else node.textContent = text;
}

/**
 * Makes `nodes` the children of an element. One that stands at its place already is not touched: it keeps its focus,
 * and the browser lays out only what changed.
 * @param {Element} element
 * @param {Element[]} nodes
 */
export function setChildren(element, nodes) {
  const remaining = new Set(nodes);
  [...element.children].forEach((node) => remaining.has(node) || node.remove()); // first: nothing is moved because of them
  nodes.forEach((node, index) => {
    if (element.children[index] !== node) element.insertBefore(node, element.children[index] || null);
  });
}

const PIECE_SIZE = 2000;

/**
 * Cuts a text into pieces of at most PIECE_SIZE, at a line's end or a blank where there is one.
 * @param {string} text
 */
function splitText(text) {
  const pieces = [];
  for (let start = 0; start < text.length;) {
    const end = Math.min(text.length, start + PIECE_SIZE);
    const line = text.lastIndexOf('\n', end - 1) + 1;
    const blank = text.lastIndexOf(' ', end - 1) + 1;
    const whole = /[\uD800-\uDBFF]/.test(text[end - 1]) ? end - 1 : end; // no character is cut in two
    const cuts = [line, blank, whole];
    const cut = end === text.length ? end : cuts.find((index) => index > start + PIECE_SIZE / 2) ?? whole;
    pieces.push(text.slice(start, cut));
    start = cut;
  }
  return pieces;
}

/**
 * Sets an element's text that may be very long and grows at its end.
 *
 * Chromium takes a minute to break a megabyte of words into lines as one paragraph (measured: 62 s), so they stand in
 * pieces, of which only the last one grows. What the element holds is still the text, nothing else.
 * @param {HTMLElement} node
 * @param {string} text
 */
export function setLongText(node, text) {
  if (text.length <= PIECE_SIZE && !node.firstElementChild) {
    set(node, text);
    return;
  }
  const pieces = splitText(text);
  if (!node.firstElementChild) node.replaceChildren();
  while (node.childElementCount > pieces.length) node.lastChild?.remove();
  pieces.forEach((piece, index) => {
    if (!node.children[index]) node.append(el('div', { class: 'text-piece' }));
    if (index >= node.childElementCount - 2 || node.children[index].textContent?.length !== piece.length) {
      set(node.children[index], piece);
    }
  });
}

const URL_PATTERN = /https?:\/\/[^\s<>"'`，。；：！？、（）「」【】]+/g;

/**
 * The URLs in a text. What closes a sentence is no part of its last one.
 * @param {string} text
 */
export function findUrls(text) {
  return (text.match(URL_PATTERN) || []).map((url) => url.replace(/[.,;:!?)\]}]+$/, ''));
}

/**
 * A text as nodes in which URLs are links, and nothing else is.
 * @param {string} text
 */
export function linkify(text) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let end = 0;
  for (const href of findUrls(text)) {
    const start = text.indexOf(href, end);
    parts.push(text.slice(end, start), el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, href));
    end = start + href.length;
  }
  return [...parts, text.slice(end)].filter(Boolean);
}

/**
 * Joins sentences. Chinese ones stand without blanks between them.
 * @param {...(string | undefined)} parts
 */
export function joinSentences(...parts) {
  return parts.filter(Boolean).join(' ').replace(/([。！？]) /g, '$1');
}

/**
 * A number of bytes, on one line with its unit.
 * @param {number} count
 */
export function formatBytes(count) {
  if (count >= 1e6) return `${(count / 1e6).toFixed(count >= 1e7 ? 0 : 1)}\u00a0MB`;
  return count >= 1e3 ? `${Math.round(count / 1e3)}\u00a0KB` : `${count}\u00a0B`;
}

/**
 * Day and time in the page's language, without seconds.
 * @param {number} seconds since 1970
 */
export function formatTime(seconds) {
  return new Date(seconds * 1000).toLocaleString([navigator.language], { dateStyle: 'medium', timeStyle: 'short' });
}

/**
 * An icon of 24 × 24, hidden from screen readers.
 * @param {string} path the `d` of its one path
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  const shape = document.createElementNS(SVG, 'path');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

/** @type {WeakMap<Node, HTMLElement>} the element that each mounted node belongs in */
const hosts = new WeakMap();

/**
 * Puts a node into a component's element and keeps it there.
 *
 * Gradio draws a component's template anew now and then (once in some ninety presses, measured), and with it goes what
 * a script has put there: it is put back.
 * @param {HTMLElement} element
 * @param {Node} node
 */
export function keepMounted(element, node) {
  hosts.set(node, element); // the one before lets it go: two that put it back would do so for ever
  const mount = () => node.parentNode === element || hosts.get(node) !== element || element.replaceChildren(node);
  new MutationObserver(mount).observe(element, { childList: true });
  mount();
}

/** Where a dialog is put, so that the page's style sheets apply to it. */
export const pageRoot = () => document.querySelector('#easel') || document.body;

/** Whether the visitor wants no animations. */
export const prefersReducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Gives a field a text as if it had been typed, so that Gradio hears of it.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} text
 */
export function typeText(field, text) {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * Fills a Gradio text field as if it had been typed, and goes to it.
 * @param {string} id
 * @param {string} text
 * @param {{stays?: boolean}} [options] `stays`: it is not gone to
 */
export function fillField(id, text, { stays = false } = {}) {
  /** @type {HTMLTextAreaElement | HTMLInputElement | null} */
  const field = document.querySelector(`#${id} textarea, #${id} input`);
  if (!field) return null;
  typeText(field, text);
  if (!stays) field.focus();
  return field;
}

/** @param {string} text */
export async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Plain http on another host has no clipboard interface; a selected field still has the command.
  const field = el('textarea', { class: 'sr-only' });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

/**
 * A picture as PNG, which is what a clipboard takes.
 * @param {string} url
 * @returns {Promise<Blob>}
 */
async function fetchPng(url) {
  const blob = await (await fetch(url, { credentials: 'same-origin' })).blob();
  if (blob.type === 'image/png') return blob;
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return canvas.convertToBlob();
}

/**
 * Copies a picture. Safari takes only a promise that is given while the press is handled.
 * @param {string} url
 */
export const copyImage = (url) => navigator.clipboard.write([new ClipboardItem({ 'image/png': fetchPng(url) })]);

/**
 * A button in the style of the cards.
 * @param {string} text
 * @param {(event: MouseEvent) => void} onclick
 * @param {Attributes} [attributes]
 */
export function actionButton(text, onclick, attributes = {}) {
  return el('button', { type: 'button', class: 'button', onclick, ...attributes }, text);
}

const CONFIRMED = 1500; // ms that a copy button says so

/**
 * A button that copies a text and says so for a moment.
 * @param {() => string} text
 * @param {{copy: string, copied: string}} labels
 */
export function copyButton(text, { copy, copied }) {
  const button = actionButton(copy, async () => {
    await copyText(text());
    set(button, copied);
    setTimeout(() => set(button, copy), CONFIRMED);
  });
  return button;
}
