// Storage of what is drawn on reference images: of each image its own, so that undo gives back what was there.
// @ts-check

import { readObject, updateObject } from '../lib/local_storage.js';

const MAX_DRAWINGS = 16; // images of which it is kept, those that were drawn on last

/**
 * What belongs to an image has its id in `of`.
 * @typedef {{of: string}} Drawing
 */

/** One kind of drawing (mask, marks, expansion) under `name` in a stored object. */
export class DrawingStore {
  /**
   * @param {string} key of the object in the local storage
   * @param {string} name
   */
  constructor(key, name) {
    this.key = key;
    this.name = name;
    /** @type {Drawing[]} the last one first; a page of before stored one alone */
    this.drawings = [readObject(key)[name] ?? []].flat();
  }

  /**
   * The drawing of the image with that id, null for none.
   * @param {string} id
   */
  load(id) {
    return this.drawings.find(({ of }) => of === id) ?? null;
  }

  /**
   * Keeps the drawing of an image, null for none.
   * @param {string} id
   * @param {object | null} drawing
   */
  save(id, drawing) {
    const others = this.drawings.filter(({ of }) => of !== id);
    this.drawings = [...(drawing ? [{ ...drawing, of: id }] : []), ...others].slice(0, MAX_DRAWINGS);
    updateObject(this.key, { [this.name]: this.drawings });
  }
}
