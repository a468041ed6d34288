// Tabs of the page: opens one, and hands pictures and runs to the form in it.
// @ts-check

/** @typedef {'generate' | 'edit' | 'chat'} Task */

/**
 * The tabs by task: the prefix of their elements' ids, the id of the prompt field, their index in the tab list.
 * @type {Record<Task, {prefix: string, prompt: string, index: number}>}
 */
export const TABS = {
  generate: { prefix: 't2i', prompt: 't2i-prompt', index: 0 },
  edit: { prefix: 'edit', prompt: 'edit-prompt', index: 1 },
  chat: { prefix: 'chat', prompt: 'chat-input', index: 2 },
};

/**
 * What a form takes from elsewhere on the page. `replacePictures` exchanges all of its pictures.
 * @typedef {object} FormActions
 * @property {(pictures: any[], overlays?: {mask?: any, markup?: any, expand?: any}) => Promise<void>} replacePictures
 * @property {() => Promise<{pictures: any[], mask?: any, markup?: any, expand?: any}>} readPictures all of its pictures, as `replacePictures` takes them
 * @property {(picture: any) => Promise<void>} addPicture
 * @property {(picture: any) => Promise<void>} [editPicture]
 * @property {(picture: any) => Promise<void>} [maskPicture] edits a picture, with the mask ready to be painted
 * @property {(files: File[]) => Promise<void>} [editFiles]
 * @property {(files: File[]) => Promise<void>} [addFiles]
 * @property {(run: any, picture: any) => void} [continueFrom]
 */

/** @type {Map<Task, FormActions>} */
const forms = new Map();

/** @param {number} index in the tab list */
export function openTabAt(index) {
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll('.tab-wrapper [role=tab]');
  buttons[index]?.click();
  return buttons[index];
}

/**
 * The field of a form's prompt.
 * @param {Task} task
 * @returns {HTMLTextAreaElement | null}
 */
export const promptField = (task) => document.querySelector(`#${TABS[task].prompt} textarea`);

/** @param {Task} task */
export const openTab = (task) => openTabAt(TABS[task].index);

/**
 * The task of the open tab, undefined where that has no form.
 * @returns {Task | undefined}
 */
export function openedTask() {
  const buttons = [...document.querySelectorAll('.tab-wrapper [role=tab]')];
  const index = buttons.findIndex((button) => button.getAttribute('aria-selected') === 'true');
  return /** @type {Task[]} */ (Object.keys(TABS)).find((task) => TABS[task].index === index);
}

/**
 * Offers a form's actions to the rest of the page, which then need not import the form.
 * @param {Task} task
 * @param {FormActions} actions
 */
export function registerForm(task, actions) {
  forms.set(task, actions);
}

/**
 * @param {Task} task
 * @returns {FormActions}
 */
export function formOf(task) {
  const form = forms.get(task);
  if (!form) throw new Error(`no form is registered for ${task}`);
  return form;
}
