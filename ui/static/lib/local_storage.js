// Guarded local storage: the only file that touches it.
//
// A browser may keep nothing, or refuse even to be asked: then what is read is empty and what is written is lost, and
// whoever asked goes on.
// @ts-check

/** @param {string} name */
export function readText(name) {
  try {
    return localStorage.getItem(name) || '';
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
    localStorage.setItem(name, text);
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
