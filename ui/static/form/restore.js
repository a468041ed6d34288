// Restoring a form: from a run, or from the recipe that a picture carries. It can be undone.
// @ts-check

import { request } from '../lib/api_client.js';
import { fillField, joinSentences } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { TABS, formOf, openTab } from '../lib/tabs.js';
import { offerUndo } from '../lib/toast.js';
import { readDraft, readSettings, requestSettings } from './saved_settings.js';

const SETTLING_FRAMES = 30; // of the screen, until a new field has the value that it keeps

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

// What stands in the form of a task, opened: as `fillForm` takes it.
async function readForm(task) {
  const tab = TABS[task];
  const prompt = (await whenPresent(`#${tab.prompt} textarea`)).value || readDraft(tab.prompt);
  const contents = task === 'generate' ? {} : await formOf(task).readPictures();
  return { task, prompt, settings: readSettings(tab.prefix), ...contents };
}

// `settings` are those of saved_settings.js; `pictures` go along, `mask`, `markup` and `expand` are of the first of them.
async function fillForm({
  task, prompt, settings, pictures = [], mask = null, markup = null, expand = null,
}) {
  const tab = TABS[task];
  openTab(task);
  await whenPresent(`#${tab.prefix}-bring`);
  requestSettings(tab.prefix, settings);
  fillAndKeep(tab.prompt, prompt, await whenPresent(`#${tab.prompt} textarea`));
  if (task !== 'generate') await formOf(task).replacePictures(pictures, { mask, markup, expand });
}

// The extra parameters as the form has them: JSON text.
const extraOption = (extra) => (Object.keys(extra || {}).length ? { extra: JSON.stringify(extra) } : {});

// A form: {task, gateway, model, prompt, asked: {aspect_ratio, resolution, size, count, options, extra, cutout}}, the pictures
// that go along, and mask, markup and expansion of the first of them. Resolves with what takes it back.
async function restoreForm({
  task, gateway, model, prompt, asked, pictures, mask, markup, expand,
}) {
  const openedBefore = /** @type {HTMLElement | null} */ (document.querySelector('[role=tab][aria-selected=true]'));
  openTab(task);
  const before = await readForm(task);
  const options = {
    ...asked.options, ...(asked.size ? { size: asked.size } : {}), ...extraOption(asked.extra),
    ...(asked.cutout ? { cutout: 'true' } : {}),
  };
  const settings = {
    model: `${gateway}/${model}`, ratio: asked.aspect_ratio, resolution: asked.resolution, count: asked.count, options,
  };
  await fillForm({
    task, prompt, settings, pictures, mask, markup, expand,
  });
  return async () => {
    await fillForm(before);
    openedBefore?.click();
  };
}

// The sentence for a model that is gone, in whose stead the form has the default one; "" for one that is here.
async function goneText({ gateway, model }) {
  const { gateways } = await request('/api/gateways');
  const isHere = gateways.some(({ id, models }) => id === gateway && models.some((known) => known.id === model));
  return isHere ? '' : t('card.restore.gone', { model });
}

/** @type {symbol} of the form that was asked for last: one whose model is looked for longer does not take its place */
let latest;

/** Fills the form of a run's tab with what the run was asked for. */
export async function restoreRun(run) {
  const wish = latest = Symbol('wish');
  const gone = await goneText(run).catch(() => ''); // the form can be filled without it
  if (wish !== latest) return;
  const pictures = (run.asked.images || []).filter((image) => image.id !== run.based_on || run.task !== 'chat');
  const undo = await restoreForm({
    ...run, pictures, mask: run.asked.mask, markup: run.asked.markup, expand: run.asked.expand,
  });
  offerUndo(gone || t('card.restore.done'), undo);
}

/** Fills the form with what a recipe names and what is still here of it. */
export async function restoreRecipe(recipe) {
  const wish = latest = Symbol('wish');
  const gone = await goneText(recipe).catch(() => '');
  if (wish !== latest) return;
  const {
    references, mask, mask_picture: maskPicture, markup, markup_picture: markupPicture,
  } = recipe;
  const pictures = references.map(({ picture }) => picture).filter(Boolean);
  const [left, top, right, bottom] = recipe.asked.expand || [];
  // The first reference grows by its own pixels: where it is gone, another one is not to.
  const expand = right !== undefined && references[0]?.picture ? { left, top, right, bottom } : null;
  const undo = await restoreForm({
    ...recipe, pictures, mask: maskPicture, markup: markupPicture, expand,
  });
  const missing = references.filter(({ picture }) => !picture).map(({ name, sha256 }) => name || sha256.slice(0, 12));
  offerUndo(joinSentences(
    missing.length ? t('card.restore.missing', { names: missing.join(', ') }) : gone || t('card.restore.done'),
    mask && !maskPicture ? t('card.restore.no_mask') : '',
    markup && !markupPicture ? t('card.restore.no_markup') : '',
    missing.length ? gone : '',
  ), undo);
}
