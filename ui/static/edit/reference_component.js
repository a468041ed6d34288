// Gradio component of a list of reference images, in every form that has one.
// @ts-check

import { ownValue } from '../lib/component_value.js';
import { keepMounted } from '../lib/dom.js';

const fitted = new WeakMap(); // by list: the ids of the pictures that may be made smaller

/**
 * Binds a list to a component. The component's value is {ids, fit}: the pictures in their order, and which may be made
 * smaller; its `previews` say what would be sent of each, its `max_images` how many the model takes.
 */
export function bindReferenceList(list, { element, props, trigger, watch, onChange }) {
  if (!fitted.has(list)) fitted.set(list, new Set());
  const fit = fitted.get(list);
  const setValue = ownValue(props, element, watch);
  const report = (pictures) => {
    const ids = pictures.map((picture) => picture.id);
    setValue({ ids, fit: ids.filter((id) => fit.has(id)) });
    trigger('input');
    onChange(pictures);
  };
  list.onChange = report;
  list.onFit = (id) => {
    fit.add(id);
    report(list.pictures);
  };
  keepMounted(element, list.root);
  watch(['previews', 'max_images'], () => {
    if (props.max_images) list.limit = props.max_images;
    list.setPreviews(props.previews || {});
  });
  if (list.pictures.length) report(list.pictures);
}
