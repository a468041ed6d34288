// Prompts that a visitor saved for later, in this browser alone.
// @ts-check

import { readObject, updateObject } from '../lib/local_storage.js';

const STORE = 'easel-prompts';
const MAX_PROMPTS = 100;

/** @returns {string[]} the newest first */
export function readOwnPrompts() {
  const { prompts } = readObject(STORE);
  return Array.isArray(prompts) ? prompts.filter((prompt) => typeof prompt === 'string') : [];
}

/** @param {string} prompt */
export function saveOwnPrompt(prompt) {
  const others = readOwnPrompts().filter((other) => other !== prompt);
  updateObject(STORE, { prompts: [prompt, ...others].slice(0, MAX_PROMPTS) });
}

/** @param {string} prompt */
export function removeOwnPrompt(prompt) {
  updateObject(STORE, { prompts: readOwnPrompts().filter((other) => other !== prompt) });
}
