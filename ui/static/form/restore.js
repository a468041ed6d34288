// A form as it was: from a run, or from the recipe that a picture carries, dropped anywhere on the page.

import { post, request } from '../lib/api_client.js';
import { el, fillField, joinSentences, pageRoot } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { TABS, formOf, openTab } from '../lib/tabs.js';
import { want } from './saved_settings.js';

const PICTURE = 'application/x-easel-picture'; // the id of one that is dragged out of the gallery
const STANDS = 12_000; // ms that an offer or a message stays

// Gradio draws a tab when it is first looked at.
function drawn(selector) {
  const found = document.querySelector(selector);
  if (found) return Promise.resolve(found);
  return new Promise((done) => {
    const wait = new MutationObserver(() => {
      const node = document.querySelector(selector);
      if (!node) return;
      wait.disconnect();
      done(node);
    });
    wait.observe(document.body, { childList: true, subtree: true });
  });
}

// A form: {task, gateway, model, prompt, asked: {aspect_ratio, resolution, size, count, options}}, the pictures that
// go along, and the mask of the first of them.
async function bring({ task, gateway, model, prompt, asked, pictures = [], mask = null }) {
  const tab = TABS[task];
  openTab(task);
  await drawn(`#${tab.prefix}-bring`);
  const options = { ...asked.options, ...(asked.size ? { size: asked.size } : {}) };
  want(tab.prefix, {
    model: `${gateway}/${model}`, ratio: asked.aspect_ratio, resolution: asked.resolution, count: asked.count, options,
  });
  await drawn(`#${tab.prompt} textarea`);
  fillField(tab.prompt, prompt);
  if (task === 'generate') return;
  await formOf(task).replace(pictures, mask);
}

export function ofRun(run) {
  const pictures = (run.asked.images || []).filter((image) => image.id !== run.based_on || run.task !== 'chat');
  return bring({ ...run, pictures, mask: run.asked.mask });
}

// What a recipe names and what is still here of it.
export async function ofRecipe(recipe) {
  const { gateways } = await request('/api/gateways');
  const offered = gateways.some(({ id, models }) => id === recipe.gateway && models.some((one) => one.id === recipe.model));
  const { references, mask, mask_picture: painted } = recipe;
  const pictures = references.map(({ picture }) => picture).filter(Boolean);
  await bring({ ...recipe, pictures, mask: painted });
  const lost = references.filter(({ picture }) => !picture).map(({ name, sha256 }) => name || sha256.slice(0, 12));
  const said = [
    lost.length ? t('card.revive.missing', { names: lost.join(', ') }) : t('card.revive.done'),
    mask && !painted ? t('card.revive.no_mask') : '',
    offered ? '' : t('card.revive.gone', { model: recipe.model }),
  ].filter(Boolean);
  tell(joinSentences(...said));
}

let shown = null;

export function tell(words, ...acts) {
  shown?.remove();
  shown = el('div', { class: 'told', role: 'status' }, el('span', {}, words), ...acts);
  pageRoot().append(shown);
  const mine = shown;
  setTimeout(() => mine.remove(), STANDS);
}

function offer(recipe) {
  const act = (words, work, more = 'act') => el('button', {
    type: 'button', class: more, onclick: () => { shown?.remove(); work(); },
  }, t(words));
  tell(t('card.revive.found'), act('card.revive.bring', () => ofRecipe(recipe)), act('card.revive.drop', () => {}, 'quiet'));
}

async function read(file) {
  const body = new FormData();
  body.append('image', file);
  return request('/api/recipes', { method: 'POST', body });
}

// Where pictures are brought a drop brings one, and its recipe is offered; elsewhere it can only mean the recipe.
async function dropped(file, { brought }) {
  try {
    const recipe = await read(file);
    if (brought) offer(recipe);
    else await ofRecipe(recipe);
  } catch (error) {
    if (!brought) tell(joinSentences(error.message, error.advice));
  }
}

const bringsPictures = () => [...document.querySelectorAll('.tiles')].some((tiles) => tiles.offsetParent);
// What is dragged can be told by its kind before it is let go.
const carries = ({ dataTransfer }) => Boolean(dataTransfer) && (dataTransfer.types.includes(PICTURE)
  || [...dataTransfer.items].some(({ kind }) => kind === 'file'));

// At the window, after the document: whoever brings pictures passes over a drop that was already taken.
window.addEventListener('dragover', (event) => carries(event) && event.preventDefault());
window.addEventListener('drop', (event) => {
  const [file] = event.dataTransfer?.files || [];
  const id = event.dataTransfer?.getData(PICTURE);
  if (!file && !id) return;
  const brought = bringsPictures();
  event.preventDefault(); // else the browser leaves the page for the picture
  if (id && !brought) post('/api/recipes', { picture: id }).then(ofRecipe, (error) => tell(error.message));
  else if (file) dropped(file, { brought });
});
