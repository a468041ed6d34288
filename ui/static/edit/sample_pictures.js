// Sample pictures of the edit tab, for those who have none at hand. The demo painted them.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { staticUrl } from '../lib/static_url.js';

const SAMPLES = { still_life: 'sample-still-life.webp', lake_house: 'sample-lake-house.webp' };

/** @param {string} name */
async function readSample(name) {
  const response = await fetch(staticUrl(`examples/${name}`));
  return new File([await response.blob()], name, { type: 'image/webp' });
}

/**
 * Buttons, one for each picture; `onPicked` hears of the one that is pressed.
 * @param {(file: File) => void} onPicked
 */
export function samplePictures(onPicked) {
  return el('div', { class: 'tiles-samples' },
    el('p', { class: 'small' }, t('card.tiles.samples')),
    ...Object.entries(SAMPLES).map(([key, name]) => el('button', {
      type: 'button', class: 'tiles-sample', onclick: async () => onPicked(await readSample(name)),
    }, el('img', {
      src: staticUrl(`examples/${name}`), alt: t(`card.tiles.sample.${key}`), loading: 'lazy', draggable: 'false',
    }))));
}
