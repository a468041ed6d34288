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
 * @property {(pictures: any[], mask?: any) => Promise<void>} replacePictures
 * @property {(picture: any) => Promise<void>} addPicture
 * @property {(picture: any) => Promise<void>} [editPicture]
 * @property {(run: any, picture: any) => void} [continueFrom]
 */

/** @type {Map<Task, FormActions>} */
const forms = new Map();

/** @param {Task} task */
export function openTab(task) {
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll('[role=tab]');
  buttons[TABS[task].index]?.click();
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
