// Marks inside of their own PNG, as JSON in a text chunk: those of a run or a recipe come back one by one.
//
// The server alone has that file: what a gateway gets is drawn anew (studio/references/markup.py).
// @ts-check

import { SIGNATURE, chunk } from '../mask/png.js';
import { readMarks } from './marks.js';

/** @typedef {import('./marks.js').Mark} Mark */

const KEYWORD = 'Easel marks';
const HEAD = new TextEncoder().encode(`${KEYWORD}\0\0\0\0\0`); // not compressed; no language, no translated keyword

/**
 * The chunk that keeps marks; none for marks of earlier of which only the picture is known.
 * @param {Mark[]} marks
 * @returns {Uint8Array[]}
 */
export function marksChunks(marks) {
  if (marks.some(({ kind }) => kind === 'image')) return [];
  const text = new TextEncoder().encode(JSON.stringify(marks));
  const data = new Uint8Array(HEAD.length + text.length);
  data.set(HEAD);
  data.set(text, HEAD.length);
  return [chunk('iTXt', data)];
}

/**
 * The marks that a PNG keeps, none of one that keeps none. The file may be anybody's: of what it says nothing is loaded.
 * @param {Uint8Array} bytes
 * @returns {Mark[]}
 */
export function marksOfPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const data = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'iTXt' && HEAD.every((byte, index) => data[index] === byte)) return parse(data.subarray(HEAD.length));
  }
  return [];
}

/** @param {Uint8Array} text */
function parse(text) {
  try {
    return readMarks(JSON.parse(new TextDecoder().decode(text))).filter(({ kind }) => kind !== 'image');
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/**
 * @param {string} url of a PNG
 * @returns {Promise<Mark[]>}
 */
export async function loadMarks(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${url}`);
  return marksOfPng(new Uint8Array(await response.arrayBuffer()));
}
