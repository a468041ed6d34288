// Display of pictures that are more than pixels: an SVG is shown once it was looked through, a GIF plays and stands still.
// @ts-check

import { request } from '../lib/api_client.js';
import { el, prefersReducedMotion, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

/** @typedef {import('../lib/types.js').Picture} Picture */

/** @type {Map<string, boolean>} */
const choices = new Map(); // by picture id, whether it was made to play

/** @param {Pick<Picture, 'mime'>} picture */
export const isVector = ({ mime }) => mime === 'image/svg+xml';

/** @param {Pick<Picture, 'mime'>} picture */
const isAnimated = ({ mime }) => mime === 'image/gif';

/** @param {Pick<Picture, 'id'>} picture */
const isPlaying = ({ id }) => choices.get(id) ?? !prefersReducedMotion();

// An SVG that could keep the browser busy for minutes has no size: its thumbnail stands for it.
/** @param {Picture} picture */
export const isWithheld = (picture) => isVector(picture) && picture.state === 'done' && !picture.width;

/**
 * Whether nothing of it is shown before it is whole: no browser draws half an SVG, and half a GIF would play.
 * @param {Picture} picture
 */
export const waitsForWhole = (picture) => picture.state === 'growing'
  && (isVector(picture) || (isAnimated(picture) && !isPlaying(picture)));

/**
 * The address of what is shown of a picture: of a GIF that stands still its first frame.
 * @param {Picture} picture
 */
export function shownUrl(picture) {
  if (isWithheld(picture)) return `${picture.url}/thumb`;
  const stands = isAnimated(picture) && picture.state === 'done' && !isPlaying(picture);
  return stands && picture.view_url ? picture.view_url : picture.url;
}

/**
 * The address of what is shown where the browser could not: models forget the namespace of an SVG, the server does not.
 * @param {Picture} picture
 */
export const drawnUrl = (picture) => (isVector(picture) && picture.width ? picture.view_url || picture.url : shownUrl(picture));

/**
 * The address of what goes along, as pixels.
 * @param {Picture} picture
 */
export const pixelUrl = (picture) => (isVector(picture) || isAnimated(picture) ? picture.view_url || picture.url : picture.url);

/**
 * A picture of a run as an input image; an SVG goes along in a size of its own.
 * @param {Picture} picture
 */
export async function toReference(picture) {
  if (!isVector(picture)) return { ...picture, name: '' };
  return { ...await request(`/api/references/${encodeURIComponent(picture.id)}`), name: '' };
}

/** The button that makes a GIF play or stand still. */
export class PlaySwitch {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.button = el('button', { type: 'button', class: 'button', 'data-action': 'play', onclick: () => this.toggle() });
    this.root = el('div', { class: 'play-switch', hidden: true }, this.button);
    this.onChange = onChange;
    /** @type {Picture | null} */
    this.picture = null;
  }

  /** @param {Picture} picture */
  update(picture) {
    this.picture = picture;
    this.root.hidden = !isAnimated(picture) || picture.state !== 'done' || Boolean(picture.gone);
    set(this.button, t(isPlaying(picture) ? 'card.motion.pause' : 'card.motion.play'));
  }

  toggle() {
    if (!this.picture) return;
    choices.set(this.picture.id, !isPlaying(this.picture));
    this.update(this.picture);
    this.onChange();
  }
}
