// The chat tab: its components, and what a press and a key in it mean.
// @ts-check

import { ReferenceList } from '../edit/reference_list.js';
import { bindReferenceList } from '../edit/reference_component.js';
import { ownValue } from '../lib/component_value.js';
import { deferred } from '../lib/deferred.js';
import { keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';
import { openTab, registerForm } from '../lib/tabs.js';
import { toReference } from '../run/picture_display.js';
import {
  Conversation, STORE, inputField, runButton,
} from './conversation.js';

const ANSWER_TIME = 10_000; // ms within which the server says what became of a press
const LIMIT = 16;

// Made once: a component that Gradio makes anew gets what was there.
let conversation = null;
const referencesMounted = deferred(); // Gradio draws a tab when it is first looked at

const openConversation = () => (conversation ??= new Conversation());

/** The component of the turns; `props.shown` is the id of the run that a press made. */
export function mountConversation(element, props, { watch }) {
  keepMounted(element, openConversation().root);
  watch('shown', () => props.shown && conversation.show(props.shown));
}

/** The component of the list of conversations. */
export function mountConversationList(element) {
  keepMounted(element, openConversation().conversations.root);
}

/**
 * The component of the next turn; its value is the turn's position. Its `input` has what a press would do told anew; its
 * `apply` also has the form shaped anew, since what a model can be asked is another thing when pictures go along.
 */
export function mountNextTurn(element, props, { trigger, watch }) {
  const { nextTurn } = openConversation();
  const setValue = ownValue(props, element, watch);
  let reported = '';
  let hadPictures;
  let wasRunning = false;
  conversation.onPositionChange = () => {
    const { references } = conversation;
    references?.draw(); // their numbers begin after what the turn is based on
    const position = { ...conversation.position, coming: Boolean(conversation.running) };
    const key = JSON.stringify(position);
    const hasPictures = Boolean(position.based_on || references?.pictures.length);
    const sameShape = hasPictures === hadPictures;
    if (key === reported && sameShape) return;
    const stillRunning = wasRunning && position.coming; // nothing is told of a press before that turn has ended
    reported = key;
    wasRunning = position.coming;
    setValue(position);
    if (stillRunning) return;
    hadPictures = hasPictures;
    trigger(sameShape ? 'input' : 'apply');
  };
  keepMounted(element, nextTurn);
  conversation.onPositionChange();
}

/** The component of the pictures beside the next turn. */
export function mountTurnReferences(element, props, { trigger, watch }) {
  const current = openConversation();
  current.references ??= new ReferenceList({
    limit: LIMIT,
    dropZone: element.closest('.form-panel') || element,
    chooseLabel: 'card.chat.attach',
    offset: () => (current.pictureOf(current.position.based_on) ? 1 : 0),
    storage: {
      load: () => readObject(STORE).tiles || [],
      save: (pictures) => updateObject(STORE, { tiles: pictures }),
    },
  });
  current.references.picker.button.title = t('card.chat.attach'); // there is room for its icon only
  bindReferenceList(current.references, {
    element, props, trigger, watch, onChange: () => current.onPositionChange(),
  });
  referencesMounted.resolve();
}

// A press while the turn before goes on waits for that; one while a picture is on its way, for the picture.
document.addEventListener('click', async (event) => {
  /** @type {HTMLButtonElement | null} */
  const button = event.target instanceof Element ? event.target.closest('#chat-run') : null;
  if (!button || !conversation) return;
  const refuse = () => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const { pending, running, references } = conversation;
  if (pending && performance.now() - pending.since < ANSWER_TIME) {
    refuse(); // its answer is on the way: the same prompt once more would be paid for twice
    return;
  }
  if (running && inputField()?.value.trim()) {
    refuse();
    conversation.queue(running);
    return;
  }
  if (!references?.waiting) {
    conversation.showPending();
    return;
  }
  refuse();
  button.disabled = true;
  const failedBefore = references.failed; // these had no number when it was pressed
  await references.whenReady();
  button.disabled = false;
  if (references.failed <= failedBefore) button.click();
}, true);

// Enter sends and Shift+Enter breaks the line; the Enter that ends a composition (Chinese, Japanese) does neither.
// Safari ends it before the key is told, and says so only by the key's old code.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !/** @type {Element} */ (event.target).closest?.('#chat-input')) return;
  if (event.isComposing || event.keyCode === 229) {
    event.stopPropagation();
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  event.stopPropagation();
  if (event.shiftKey) return;
  event.preventDefault();
  if (!event.repeat) runButton()?.click();
}, true);

// What is said of a press ends the wait for its turn.
document.addEventListener('easel-said', (event) => {
  if (/** @type {Element} */ (event.target).closest('#chat-message')) conversation?.refusePending();
});

registerForm('chat', {
  continueFrom: (run, picture) => {
    openTab('chat');
    openConversation().beginFrom(run, picture);
  },
  // Beside the next prompt, from a result or the gallery.
  addPicture: async (picture) => {
    const reference = await toReference(picture);
    openTab('chat');
    await referencesMounted.promise;
    conversation.references.addPicture(reference);
  },
  readPictures: async () => {
    await referencesMounted.promise;
    return { pictures: conversation.references.pictures };
  },
  replacePictures: async (pictures) => {
    await referencesMounted.promise;
    conversation.references.setPictures(pictures);
  },
});
