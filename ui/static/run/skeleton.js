// Skeleton of the page (ui/static/skeleton.html): taken away when what it stood for is drawn.
// @ts-check

import { keep } from '../app/preferences.js';
import { fillField } from '../lib/dom.js';
import { TABS } from '../lib/tabs.js';

const PATIENCE = 1500; // ms for images that take long: the page must not stay covered by what stands for it

/** @param {HTMLImageElement} image */
function isInWindow(image) {
  const { left, top } = image.getBoundingClientRect();
  return image.checkVisibility() && left < innerWidth && top < innerHeight;
}

/** What was typed before the form was there goes on in its prompt. @param {HTMLTextAreaElement} typed */
function moveText(typed) {
  const { selectionStart, selectionEnd } = typed;
  const hadFocus = document.activeElement === typed;
  const field = fillField(TABS.generate.prompt, typed.value, { stays: !hadFocus });
  if (hadFocus) field?.setSelectionRange(selectionStart, selectionEnd);
}

/**
 * Takes the skeleton away once the images that take its place can be painted. Others are not waited for: what is
 * folded away or out of sight loads when it is looked at, and until then `decode` does not return.
 * @param {HTMLElement} stage what is drawn in its place
 */
export async function removeSkeleton(stage) {
  const images = [...stage.querySelectorAll('img')].filter(isInWindow);
  const painted = Promise.allSettled(images.map((image) => image.decode()));
  await Promise.race([painted, new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  const skeleton = document.getElementById('skeleton');
  const fields = [...(skeleton?.querySelectorAll('textarea') ?? [])];
  // Its default is the draft, which the form has by itself.
  const typed = fields.find((field) => field.value !== field.defaultValue || field === document.activeElement);
  if (typed) moveText(typed);
  skeleton?.remove();
}

/** Remembers that runs stand on the stage: the next time the skeleton has no examples (boot.js). */
export function rememberRuns() {
  const { dataset } = document.documentElement;
  if ('returning' in dataset) return;
  dataset.returning = '';
  keep('returning', '1');
}
