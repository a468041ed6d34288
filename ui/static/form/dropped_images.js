// Pictures dropped or pasted where no list takes them: a recipe restores its form, any other is offered to the edit tab.
// @ts-check

import { post, request } from '../lib/api_client.js';
import { el, joinSentences } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { formOf } from '../lib/tabs.js';
import { showToast, toastButton } from '../lib/toast.js';
import { isImageFile, pastedImages } from '../lib/uploads.js';
import { restoreRecipe } from './restore.js';

const PICTURE_TYPE = 'application/x-easel-picture'; // the id of one that is dragged out of the gallery

/** @param {any} recipe as the server reads it out of a file */
function offerRecipe(recipe) {
  showToast(t('card.restore.found'), toastButton(t('card.restore.start'), () => restoreRecipe(recipe)));
}

/** @param {File[]} files */
function offerUse(files) {
  const url = URL.createObjectURL(files[0]);
  const thumbnail = el('img', { class: 'toast-image', src: url, alt: '' });
  thumbnail.addEventListener('load', () => URL.revokeObjectURL(url));
  thumbnail.addEventListener('error', () => thumbnail.remove()); // HEIC and TIFF are not shown by every browser
  showToast(t(files.length > 1 ? 'card.dropped.ask.many' : 'card.dropped.ask', { count: files.length }), thumbnail,
    toastButton(t('card.dropped.edit'), () => formOf('edit').editFiles?.(files)),
    toastButton(t('card.dropped.reference'), () => formOf('edit').addFiles?.(files)));
}

// A recipe comes as a file of its own where a picture's format has no place for it.
const isRecipeFile = (/** @type {File} */ { name }) => name.endsWith('.json');

/** @param {File} file */
function readRecipe(file) {
  const body = new FormData();
  body.append('image', file);
  return request('/api/recipes', { method: 'POST', body });
}

/**
 * Where a list takes the picture its recipe is offered; elsewhere a drop of one that has a recipe can only mean that.
 * @param {File[]} files
 * @param {{taken: boolean}} drop
 */
async function handleDrop(files, { taken }) {
  const [file] = files;
  try {
    const recipe = await readRecipe(file);
    if (taken) offerRecipe(recipe);
    else await restoreRecipe(recipe);
  } catch (/** @type {any} */ error) {
    if (taken) return;
    if (isImageFile(file)) offerUse(files.filter(isImageFile));
    else showToast(isRecipeFile(file) ? joinSentences(error.message, error.advice) : t('card.dropped.not_image'));
  }
}

const listTakesPictures = () => [...document.querySelectorAll('.tiles')].some((list) => /** @type {HTMLElement} */ (list).offsetParent);
// What is dragged can be told by its kind before it is let go.
const carriesPicture = (/** @type {DragEvent} */ { dataTransfer }) => dataTransfer !== null && (dataTransfer.types.includes(PICTURE_TYPE)
  || [...dataTransfer.items].some(({ kind }) => kind === 'file'));

// At the window, after the document: a list passes over a drop or a paste that was already taken.
window.addEventListener('dragover', (event) => carriesPicture(event) && event.preventDefault());
window.addEventListener('drop', (event) => {
  const files = [...event.dataTransfer?.files || []];
  const id = event.dataTransfer?.getData(PICTURE_TYPE);
  if (!files.length && !id) return;
  const taken = listTakesPictures();
  event.preventDefault(); // else the browser leaves the page for the picture
  if (id && !taken) post('/api/recipes', { picture: id }).then(restoreRecipe, (error) => showToast(error.message));
  else if (files.length) handleDrop(files, { taken });
});

window.addEventListener('paste', (event) => {
  const files = event.defaultPrevented || document.querySelector('dialog:modal') ? [] : pastedImages(event);
  if (!files.length) return;
  event.preventDefault();
  offerUse(files);
});
