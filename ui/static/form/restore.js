// Restoring a form: from a run, or from the recipe that a picture carries, dropped anywhere on the page.

import { post, request } from '../lib/api_client.js';
import {
  actionButton, el, fillField, joinSentences, pageRoot,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { TABS, formOf, openTab } from '../lib/tabs.js';
import { requestSettings } from './saved_settings.js';

const PICTURE_TYPE = 'application/x-easel-picture'; // the id of one that is dragged out of the gallery
const SETTLING_FRAMES = 30; // of the screen, until a new field has the value that it keeps
const TOAST_TIME = 12_000; // ms that an offer or a message stays

// Gradio draws a tab when it is first looked at.
function whenPresent(selector) {
  const present = document.querySelector(selector);
  if (present) return Promise.resolve(present);
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const node = document.querySelector(selector);
      if (!node) return;
      observer.disconnect();
      resolve(node);
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

// Gradio gives a field its first value some frames after the field is there, over what was filled in before that
// (seen: 38 ms later).
function fillAndKeep(id, text, field) {
  fillField(id, text);
  let frames = 0;
  const check = () => {
    if (!field.value) fillField(id, text);
    frames += 1;
    if (frames < SETTLING_FRAMES) requestAnimationFrame(check);
  };
  requestAnimationFrame(check);
}

// A form: {task, gateway, model, prompt, asked: {aspect_ratio, resolution, size, count, options}}, the pictures that go
// along, and the mask of the first of them.
async function restoreForm({ task, gateway, model, prompt, asked, pictures = [], mask = null }) {
  const tab = TABS[task];
  openTab(task);
  await whenPresent(`#${tab.prefix}-bring`);
  const options = { ...asked.options, ...(asked.size ? { size: asked.size } : {}) };
  requestSettings(tab.prefix, {
    model: `${gateway}/${model}`, ratio: asked.aspect_ratio, resolution: asked.resolution, count: asked.count, options,
  });
  fillAndKeep(tab.prompt, prompt, await whenPresent(`#${tab.prompt} textarea`));
  if (task !== 'generate') await formOf(task).replacePictures(pictures, mask);
}

/** Fills the form of a run's tab with what the run was asked for. */
export function restoreRun(run) {
  const pictures = (run.asked.images || []).filter((image) => image.id !== run.based_on || run.task !== 'chat');
  return restoreForm({ ...run, pictures, mask: run.asked.mask });
}

// What a recipe names and what is still here of it.
async function restoreRecipe(recipe) {
  const { gateways } = await request('/api/gateways');
  const offered = gateways.some(({ id, models }) => (
    id === recipe.gateway && models.some((model) => model.id === recipe.model)));
  const { references, mask, mask_picture: maskPicture } = recipe;
  const pictures = references.map(({ picture }) => picture).filter(Boolean);
  await restoreForm({ ...recipe, pictures, mask: maskPicture });
  const missing = references.filter(({ picture }) => !picture).map(({ name, sha256 }) => name || sha256.slice(0, 12));
  showToast(joinSentences(
    missing.length ? t('card.revive.missing', { names: missing.join(', ') }) : t('card.revive.done'),
    mask && !maskPicture ? t('card.revive.no_mask') : '',
    offered ? '' : t('card.revive.gone', { model: recipe.model }),
  ));
}

let shownToast = null;

function showToast(text, ...buttons) {
  shownToast?.remove();
  const toast = el('div', { class: 'toast', role: 'status' }, el('span', {}, text), ...buttons);
  shownToast = toast;
  pageRoot().append(toast);
  setTimeout(() => toast.remove(), TOAST_TIME);
}

function offerRecipe(recipe) {
  const button = (key, work, attributes) => actionButton(t(key), () => {
    shownToast?.remove();
    work();
  }, attributes);
  showToast(t('card.revive.found'), button('card.revive.bring', () => restoreRecipe(recipe)),
    button('card.revive.drop', () => {}, { class: 'button-quiet' }));
}

function readRecipe(file) {
  const body = new FormData();
  body.append('image', file);
  return request('/api/recipes', { method: 'POST', body });
}

// Where a list takes the picture its recipe is offered; elsewhere a drop can only mean the recipe.
async function handleFile(file, { taken }) {
  try {
    const recipe = await readRecipe(file);
    if (taken) offerRecipe(recipe);
    else await restoreRecipe(recipe);
  } catch (error) {
    if (!taken) showToast(joinSentences(error.message, error.advice));
  }
}

const listTakesPictures = () => [...document.querySelectorAll('.tiles')].some((list) => list.offsetParent);
// What is dragged can be told by its kind before it is let go.
const carriesPicture = ({ dataTransfer }) => Boolean(dataTransfer) && (dataTransfer.types.includes(PICTURE_TYPE)
  || [...dataTransfer.items].some(({ kind }) => kind === 'file'));

// At the window, after the document: a list passes over a drop that was already taken.
window.addEventListener('dragover', (event) => carriesPicture(event) && event.preventDefault());
window.addEventListener('drop', (event) => {
  const [file] = event.dataTransfer?.files || [];
  const id = event.dataTransfer?.getData(PICTURE_TYPE);
  if (!file && !id) return;
  const taken = listTakesPictures();
  event.preventDefault(); // else the browser leaves the page for the picture
  if (id && !taken) post('/api/recipes', { picture: id }).then(restoreRecipe, (error) => showToast(error.message));
  else if (file) handleFile(file, { taken });
});
