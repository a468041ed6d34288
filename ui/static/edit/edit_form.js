// The edit tab: its reference images and its mask, kept by the server by id, so that a press only names them.

import { ownValue } from '../lib/component_value.js';
import { deferred } from '../lib/deferred.js';
import { keepMounted } from '../lib/dom.js';
import { readObject, updateObject } from '../lib/local_storage.js';
import { openTab, registerForm } from '../lib/tabs.js';
import { MaskField } from './mask_field.js';
import { bindReferenceList } from './reference_component.js';
import { ReferenceList } from './reference_list.js';

const STORE = 'easel-edit';
const LIMIT = 16;

// Made once: a component that Gradio makes anew gets what was there.
let references = null;
let maskField = null;
const referencesMounted = deferred(); // Gradio draws a tab when it is first looked at
const maskMounted = deferred();

/** The component of the pictures to edit. */
export function mountEditReferences(element, props, { trigger, watch }) {
  references ??= new ReferenceList({
    limit: LIMIT,
    dropZone: element.closest('.form-panel') || element,
    storage: {
      load: () => readObject(STORE).tiles || [],
      save: (pictures) => updateObject(STORE, { tiles: pictures }),
    },
  });
  bindReferenceList(references, {
    element, props, trigger, watch, onChange: ([first]) => maskField?.setPicture(first),
  });
  referencesMounted.resolve();
}

/** The component of the mask; its value is the mask's. */
export function mountMaskField(element, props, { trigger, watch }) {
  const setValue = ownValue(props, watch);
  maskField ??= new MaskField({
    load: () => readObject(STORE).mask,
    save: (mask) => updateObject(STORE, { mask }),
  });
  let reported = JSON.stringify(props.value || {});
  maskField.onChange = (value) => {
    const now = JSON.stringify(value || {});
    setValue(value || {});
    if (now === reported) return; // no mask before and none after, as with another picture: nothing to plan anew
    reported = now;
    trigger('input');
  };
  keepMounted(element, maskField.root);
  if (references) maskField.setPicture(references.pictures[0]);
  if (maskField.value) maskField.onChange(maskField.value); // a component made anew has not heard of it
  maskMounted.resolve();
}

// A press while a picture or a stroke is still on its way waits for it; what cannot be stored is told, not dropped.
document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('#edit-run');
  if (!button || !(maskField?.waiting || references?.waiting)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.disabled = true;
  await Promise.all([references?.settled(), maskField?.save()]);
  button.disabled = false;
  if (!maskField?.unsaved) button.click();
}, true);

const toReference = (picture) => ({ ...picture, name: '' });

async function showTab() {
  openTab('edit');
  await referencesMounted.promise;
}

registerForm('edit', {
  editPicture: async (picture) => {
    await showTab();
    references.setPictures([toReference(picture)]);
  },
  addPicture: async (picture) => {
    await showTab();
    references.addPicture(toReference(picture));
  },
  replacePictures: async (pictures, mask = null) => {
    await referencesMounted.promise;
    references.setPictures(pictures);
    await maskMounted.promise;
    maskField.clear();
    if (mask && pictures.length) await maskField.adopt(mask, pictures[0]);
  },
});
