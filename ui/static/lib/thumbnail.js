// Thumbnail of an image: once it is there, what is transparent in it stands on a checkerboard (css/base.css).
// @ts-check

import { isOffline } from './connection.js';
import { el } from './dom.js';

/** @type {Set<HTMLImageElement>} those that could not be loaded */
const lost = new Set();

document.addEventListener('easel-offline', () => {
  if (isOffline()) return;
  const images = [...lost];
  lost.clear();
  images.forEach((img) => { img.src = img.src; }); // asks once more
});

/**
 * @param {Record<string, any>} attributes of the image
 * @returns {HTMLImageElement}
 */
export function thumbnail(attributes) {
  const img = el('img', { alt: '', ...attributes, class: 'thumbnail' });
  img.addEventListener('load', () => img.toggleAttribute('data-loaded', true));
  img.addEventListener('error', () => lost.add(img));
  return img;
}
