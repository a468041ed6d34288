// Thumbnail of an image: once it is there, what is transparent in it stands on a checkerboard (css/base.css).
// @ts-check

import { el } from './dom.js';

/**
 * @param {Record<string, any>} attributes of the image
 * @returns {HTMLImageElement}
 */
export function thumbnail(attributes) {
  const img = el('img', { alt: '', ...attributes, class: 'thumbnail' });
  img.addEventListener('load', () => img.toggleAttribute('data-loaded', true));
  return img;
}
