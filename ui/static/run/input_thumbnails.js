// Thumbnails of a run's inputs, which open them.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { thumbnail } from '../lib/thumbnail.js';

/** @typedef {import('../lib/types.js').InputImage} InputImage */

/**
 * The inputs of a run as links, numbered as the prompt may name them.
 * @param {{image: InputImage, number: number}[]} images
 */
export function inputThumbnails(images) {
  return images.map(({ image, number }) => el('a', {
    href: image.view_url, target: '_blank', rel: 'noopener', title: image.name || null,
  }, thumbnail({
    src: image.thumb_url, alt: t('card.from.alt', { number }), loading: 'lazy',
  }), el('span', { 'aria-hidden': 'true' }, String(number))));
}
