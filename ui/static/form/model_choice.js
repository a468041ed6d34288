// Choosing a model in the form of the open tab from elsewhere on the page.
// @ts-check

import { TABS, openTab, openedTask } from '../lib/tabs.js';

/** @typedef {import('./model_list.js').ModelRow} ModelRow */

/** @type {WeakMap<Element, (row: ModelRow) => void>} by the box around a form's picker */
const choosers = new WeakMap();

/**
 * @param {Element} box around a form's picker
 * @param {(row: ModelRow) => void} choose
 */
export function registerChooser(box, choose) {
  choosers.set(box, choose);
}

/**
 * Chooses a model in the form of the open tab; from the gallery in the first one.
 * @param {ModelRow} row
 */
export function chooseModel(row) {
  const task = openedTask() || 'generate';
  openTab(task);
  const box = document.querySelector(`#${TABS[task].prefix}-picker-box`);
  if (box) choosers.get(box)?.(row);
}
