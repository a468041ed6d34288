// Guarded local storage: the only file that touches it.
//
// A browser may keep nothing, or refuse even to be asked: then what is read is empty and what is written is lost, and
// whoever asked goes on.
//
// What a user typed and chose is theirs: it is kept under their public name, which boot.js reads, and set aside while
// another one is logged in, so that whoever has two accounts finds both as they were. Without a login a browser is one
// person, also where a new cookie makes it another visitor, and nothing is set aside.
//
// What a browser has lost that ended without a warning is put back before any module reads it (lib/recent_writes.js).
// @ts-check

import { keepWrite, readWrites } from './recent_writes.js';

const LAST_WRITE = 'easel-last-write'; // the number of the last one, of whichever user
const OWNERS = 'easel-owners'; // {owners: [public name, …]}, who came last first
const OF_BROWSER = [LAST_WRITE, OWNERS, 'easel-notifications']; // the latter are what the browser allowed, whoever uses it
const OWNED = /\.[0-9a-f]{16}$/; // the end of a name of what is one user's
const MAX_OWNERS = 8; // whose things are kept in one browser

/** The public name of the user whose page it is, '' without a login. */
export const owner = () => document.documentElement.dataset.owner || '';

/**
 * The name under which a text is stored.
 * @param {string} name
 */
const storedName = (name) => (owner() && !OF_BROWSER.includes(name) ? `${name}.${owner()}` : name);

/**
 * @param {string} stored name
 * @param {string | null} text null removes it
 */
function put(stored, text) {
  if (text === null) localStorage.removeItem(stored);
  else localStorage.setItem(stored, text);
}

/**
 * Writes, or removes, what is stored under a name, so that it outlives a crash of the browser, too.
 * @param {string} name
 * @param {string | null} text
 */
function store(name, text) {
  put(name, text);
  const number = (Number(localStorage.getItem(LAST_WRITE)) || 0) + 1;
  localStorage.setItem(LAST_WRITE, String(number));
  keepWrite({ name, text, number });
}

/** Puts back what the local storage has lost. */
async function restoreTexts() {
  try {
    const writes = await readWrites();
    const last = Number(localStorage.getItem(LAST_WRITE)) || 0;
    const lost = writes.filter(({ number }) => number > last);
    lost.forEach(({ name, text }) => put(name, text));
    if (lost.length) localStorage.setItem(LAST_WRITE, String(Math.max(...lost.map(({ number }) => number))));
  } catch {
    // Nothing is kept anyway.
  }
}

/** @param {string} name */
export function readText(name) {
  try {
    return localStorage.getItem(storedName(name)) || '';
  } catch {
    return '';
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
export function writeText(name, text) {
  try {
    store(storedName(name), text);
  } catch {
    // It is a comfort only.
  }
}

/**
 * The object stored under `name`, {} when there is none or it cannot be read.
 * @param {string} name
 * @returns {Record<string, any>}
 */
export function readObject(name) {
  try {
    return JSON.parse(readText(name)) || {};
  } catch {
    return {};
  }
}

/**
 * Sets these fields of the object stored under `name` and leaves the others.
 * @param {string} name
 * @param {Record<string, any>} fields
 */
export function updateObject(name, fields) {
  writeText(name, JSON.stringify({ ...readObject(name), ...fields }));
}

/** Names of what is stored without a login, and of what is one user's. */
function storedNames() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith('easel-') && !OF_BROWSER.includes(name));
  return { unowned: names.filter((name) => !OWNED.test(name)), owned: names.filter((name) => OWNED.test(name)) };
}

/** Notes who uses this browser now, and forgets what was set aside for those who did not for the longest time. */
export function noteOwner() {
  if (!owner()) return;
  const others = (readObject(OWNERS).owners || []).filter((/** @type {string} */ other) => other !== owner());
  const owners = [owner(), ...others].slice(0, MAX_OWNERS);
  updateObject(OWNERS, { owners });
  try {
    const { owned } = storedNames();
    owned.filter((name) => !owners.includes(name.split('.').at(-1))).forEach((name) => store(name, null));
  } catch {
    // Nothing is kept anyway.
  }
}

/** Makes what was typed and chosen here without a login the user's, who keeps their own where they have it. */
export function takeOverTexts() {
  try {
    for (const name of storedNames().unowned) {
      if (!readText(name)) {
        writeText(name, localStorage.getItem(name) || '');
        store(name, null);
      }
    }
  } catch {
    // Nothing is kept anyway.
  }
}

await restoreTexts();
