// The edit tab: its reference images, mask and markup, kept by the server by id, so that a press only names them.
// @ts-check

import { ownValue } from '../lib/component_value.js';
import { deferred } from '../lib/deferred.js';
import { keepMounted } from '../lib/dom.js';
import { readObject, updateObject } from '../lib/local_storage.js';
import { isLive, runStore } from '../lib/run_store.js';
import { openTab, registerForm } from '../lib/tabs.js';
import { toReference } from '../run/picture_display.js';
import { MarkupField } from './markup_field.js';
import { ExpandField } from '../expand/expand_field.js';
import { DrawingStore } from './drawing_store.js';
import { EaselTools, hasRoomInPlace, onRoomChange } from './easel_tools.js';
import { MaskField } from './mask_field.js';
import { MentionMenu } from './mention_menu.js';
import { bindReferenceList } from './reference_component.js';
import { ReferenceList } from './reference_list.js';
import { samplePictures } from './sample_pictures.js';

const STORE = 'easel-edit';
const LIMIT = 16;
const TILE_SIZE = 300; // pixels of the marks as they lie over a thumbnail
const SETTLED = 300; // ms after the last change of the frame at which what will be sent is planned anew

// Made once: a component that Gradio makes anew gets what was there.
let references = null;
let maskField = null;
let markupField = null;
const tools = new EaselTools();
const expandField = new ExpandField({
  storage: new DrawingStore(STORE, 'expand'),
  isInPlace: hasRoomInPlace,
});
onRoomChange(() => expandField.placeEditor());
const referencesMounted = deferred(); // Gradio draws a tab when it is first looked at
const maskMounted = deferred();
const markupMounted = deferred();
const expandMounted = deferred();

function createReferences(element) {
  const list = new ReferenceList({
    limit: LIMIT,
    dropZone: element.closest('.form-panel') || element,
    storage: {
      load: () => readObject(STORE).tiles || [],
      save: (pictures) => updateObject(STORE, { tiles: pictures }),
    },
  });
  // By their id: a picture that takes another one's place has nothing drawn on it.
  list.isDrawnOn = (id) => [maskField, markupField].some((field) => field?.value?.of === id)
    || (expandField.picture?.id === id && Boolean(expandField.value));
  new MentionMenu(list); // lives as long as the page
  list.picker.root.append(samplePictures((file) => list.addFiles([file])));
  return list;
}

const allMounted = () => Promise.all([
  referencesMounted.promise, maskMounted.promise, markupMounted.promise, expandMounted.promise,
]);

// Where there are none, nothing makes room for a result, and the next image is shown. Stored ones are not listed at once.
const hasImages = () => Boolean(references?.pictures.length || readObject(STORE).tiles?.length);

function setFirst(picture) {
  tools.setPicture(picture);
  maskField?.setPicture(picture);
  markupField?.setPicture(picture);
  expandField.setPicture(picture);
}

/** The component of the pictures to edit. */
export function mountEditReferences(element, props, { trigger, watch }) {
  references ??= createReferences(element);
  bindReferenceList(references, {
    element, props, trigger, watch, onChange: ([first]) => setFirst(first),
  });
  referencesMounted.resolve();
}

function createMaskField() {
  const field = new MaskField(new DrawingStore(STORE, 'mask'));
  tools.add('mask', { root: field.root, open: () => field.open() });
  tools.add('expand', {
    root: expandField.root,
    open: () => {
      field.show();
      expandField.open();
    },
  });
  tools.addDialog('markup', () => markupField?.open());
  return field;
}

/** The component of the expansion; its value is the pixels on each side, or nothing. */
export function mountExpandField(element, props, { trigger, watch }) {
  const setValue = ownValue(props, element, watch);
  let reported = JSON.stringify(props.value || {});
  let planning;
  expandField.onChange = (value) => {
    const now = JSON.stringify(value || {});
    setValue(value || {});
    tools.mark('expand', Boolean(value));
    if (now === reported) return;
    reported = now;
    clearTimeout(planning);
    planning = setTimeout(() => trigger('input'), SETTLED);
  };
  expandMounted.resolve();
  if (expandField.value) expandField.onChange(expandField.value); // a component made anew has not heard of it
}

/** The component of the mask; its value is the mask's. */
export function mountMaskField(element, props, { trigger, watch }) {
  const setValue = ownValue(props, element, watch);
  maskField ??= createMaskField();
  if (hasImages() && runStore.all().some((run) => run.task === 'edit' && isLive(run))) maskField.showResult();
  maskField.onTint = (id, canvas) => references?.showMask(id, canvas);
  let reported = JSON.stringify(props.value || {});
  maskField.onChange = (value) => {
    const now = JSON.stringify(value || {});
    setValue(value || {});
    tools.mark('mask', Boolean(value));
    if (now === reported) return; // no mask before and none after, as with another picture: nothing to plan anew
    reported = now;
    trigger('input');
  };
  keepMounted(element, tools.root);
  if (references) setFirst(references.pictures[0]);
  if (maskField.value) maskField.setValue(maskField.value); // a component made anew has not heard of it
  markupField?.showMarks(markupField.value);
  maskMounted.resolve();
}

/** The component of the markup; its value has its id. */
export function mountMarkupField(element, props, { trigger, watch }) {
  const setValue = ownValue(props, element, watch);
  markupField ??= new MarkupField(new DrawingStore(STORE, 'markup'));
  markupField.onDraw = (id, draw) => {
    references?.showMask(id, draw && draw(TILE_SIZE), 'markup');
    maskField?.showMarks(draw);
  };
  let reported = props.value?.id;
  markupField.onChange = (value) => {
    setValue(value ? { id: value.id } : {});
    tools.mark('markup', Boolean(value));
    if (value?.id === reported) return;
    reported = value?.id;
    trigger('input');
  };
  keepMounted(element, markupField.root);
  if (references) markupField.setPicture(references.pictures[0]);
  markupField.setValue(markupField.value); // a component made anew has not heard of it
  markupMounted.resolve();
}

// A press while a picture or a stroke is still on its way waits for it; what cannot be stored is told, not dropped.
document.addEventListener('click', async (event) => {
  /** @type {HTMLButtonElement | null} */
  const button = event.target instanceof Element ? event.target.closest('#edit-run') : null;
  if (!button || !(maskField?.waiting || markupField?.waiting || references?.waiting)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.disabled = true;
  const failedBefore = references?.failed ?? 0; // these had no number when it was pressed
  await Promise.all([references?.whenReady(), maskField?.save(), markupField?.finish()]);
  button.disabled = false;
  if (!maskField?.unsaved && !markupField?.failed && (references?.failed ?? 0) <= failedBefore) button.click();
}, true);

// A run that has just begun takes the easel; so does one that goes on when the page is loaded.
const known = new Set();
runStore.subscribe((run) => {
  if (run.task !== 'edit' || known.has(run.id)) return;
  known.add(run.id);
  if (isLive(run) && hasImages()) maskField?.showResult();
});

async function showTab() {
  openTab('edit');
  await referencesMounted.promise;
}

registerForm('edit', {
  editPicture: async (picture) => {
    const reference = await toReference(picture);
    await showTab();
    references.setPictures([reference]);
    maskField?.show();
  },
  maskPicture: async (picture) => {
    const reference = await toReference(picture);
    await Promise.all([showTab(), maskMounted.promise]);
    references.setPictures([reference]);
    maskField.show();
    maskField.open();
  },
  addPicture: async (picture) => {
    const reference = await toReference(picture);
    await showTab();
    references.addPicture(reference);
  },
  editFiles: async (files) => {
    await showTab();
    references.setPictures(files);
    maskField?.show();
  },
  addFiles: async (files) => {
    await showTab();
    references.addFiles(files);
  },
  readPictures: async () => {
    await allMounted();
    return {
      pictures: references.pictures, mask: maskField.value, markup: markupField.value, expand: expandField.value,
    };
  },
  replacePictures: async (pictures, { mask = null, markup = null, expand = null } = {}) => {
    await referencesMounted.promise;
    references.setPictures(pictures);
    await allMounted();
    maskField.clear();
    markupField.clear();
    expandField.clear();
    if (markup && pictures.length) await markupField.adopt(markup, pictures[0]);
    if (mask && pictures.length) await maskField.adopt(mask, pictures[0]);
    if (expand && pictures.length) expandField.adopt(expand, pictures[0]);
    tools.show(expand ? 'expand' : 'mask');
  },
});
