// Replaces the prompt of a form; what stood there can be brought back.
// @ts-check

import { fillField } from './dom.js';
import { t } from './i18n.js';
import { offerUndo } from './toast.js';

/**
 * @param {string} id of the prompt's component
 * @param {string} text
 * @param {{stays?: boolean}} [options] `stays`: the field is not gone to
 */
export function replacePrompt(id, text, options) {
  const before = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`#${id} textarea`))?.value ?? '';
  fillField(id, text, options);
  if (before.trim() && before !== text) offerUndo(t('card.library.replaced'), () => fillField(id, before));
}
