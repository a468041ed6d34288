// The chat tab: its components, and what a press and a key in it mean.

import { keepMounted } from '../lib/dom.js';
import { openTab, registerForm } from '../lib/tabs.js';
import { upload } from '../edit/reference_item.js';
import { ReferenceList } from '../edit/reference_list.js';
import { Conversation, button, field, store, stored } from './conversation.js';

const ANSWERED = 10_000; // ms within which the server says what became of a press

// The components. Gradio makes one anew now and then; it gets what was there.

let only = null;
let drawn = () => {};
const ready = new Promise((done) => { drawn = done; }); // Gradio draws a tab when it is first looked at
const chat = () => (only ??= new Conversation());

export function log(element, props, { watch }) {
  keepMounted(element, chat().root);
  watch('value', () => props.value && chat().show(props.value));
}

export function list(element) {
  keepMounted(element, chat().talks.root);
}

// The component's value is the place of the next turn. Its `change` has what a press would do told anew; its `apply`
// also has the form shaped anew, since what a model can be asked is another thing when pictures go along.
export function stands(element, props, { trigger }) {
  const mine = chat();
  let said = '';
  let brought;
  let coming = false;
  mine.told = () => {
    mine.tiles?.draw(); // their numbers begin after what the turn is based on
    const place = { ...mine.place, coming: Boolean(mine.coming) };
    const now = JSON.stringify(place);
    const brings = Boolean(place.based_on || mine.tiles?.list.length);
    const same = brings === brought;
    if (now === said && same) return;
    const waits = coming && place.coming; // nothing is told of a press before the turn that comes has ended
    said = now;
    coming = place.coming;
    props.value = place;
    if (waits) return;
    brought = brings;
    trigger(same ? 'change' : 'apply');
  };
  keepMounted(element, mine.standing);
  mine.told();
}

// The component's value is {ids, fit}, as in the edit tab.
export function images(element, props, { trigger, watch }) {
  const mine = chat();
  const fit = new Set();
  let told = () => {};
  mine.tiles ??= new ReferenceList({
    most: 16,
    upload,
    dropZone: element.closest('.ask') || element,
    call: 'card.chat.attach',
    before: () => (mine.pictureOf(mine.place.based_on) ? 1 : 0),
    remember: { load: () => stored().tiles || [], save: (tiles) => store({ tiles }) },
    onFit: (id) => { fit.add(id); told(mine.tiles.list); },
    onChange: (brought) => { told(brought); mine.told(); },
  });
  told = (brought) => {
    const ids = brought.map((picture) => picture.id);
    props.value = { ids, fit: ids.filter((id) => fit.has(id)) };
    trigger('change');
  };
  keepMounted(element, mine.tiles.root);
  drawn();
  watch(['sheets', 'most'], () => {
    if (props.most) mine.tiles.most = props.most;
    mine.tiles.show(props.sheets || {});
  });
  if (mine.tiles.list.length) told(mine.tiles.list);
}

// A press while the turn before goes on asks first; one while a picture is on its way waits for it.
document.addEventListener('click', async (event) => {
  const pressed = event.target.closest?.('#chat-run');
  if (!pressed || !only) return;
  if (only.waits && performance.now() - only.waits.since < ANSWERED) {
    event.preventDefault();
    event.stopImmediatePropagation(); // its answer is on the way: the same words once more would be paid for twice
    return;
  }
  const before = only.coming;
  const held = before && field()?.value.trim();
  if (!held && !only.tiles?.waiting) {
    only.sent();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (held) {
    only.ask(before);
    return;
  }
  pressed.disabled = true;
  await only.tiles.settled();
  pressed.disabled = false;
  pressed.click();
}, true);

// Enter sends and Shift+Enter breaks the line; the Enter that ends a composition (Chinese, Japanese) does neither.
// Safari ends it before the key is told, and says so only by the key's old code.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !event.target.closest?.('#chat-input')) return;
  if (event.isComposing || event.keyCode === 229) {
    event.stopPropagation();
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  event.stopPropagation();
  if (event.shiftKey) return;
  event.preventDefault();
  if (!event.repeat) button()?.click();
}, true);

// What is said of a press ends the wait for its turn.
document.addEventListener('easel-said', (event) => event.target.closest('#chat-message') && only?.refused());

function begin(run, picture) {
  openTab('chat');
  chat().begin(run, picture);
}

// One more picture beside the next words, from a result or the gallery.
async function attach(picture) {
  openTab('chat');
  await ready;
  chat().tiles.add({ ...picture, view_url: picture.url, name: '' });
}

// All pictures beside the next words are now these.
async function replace(pictures) {
  await ready;
  chat().tiles.set(pictures);
}

registerForm('chat', { begin, attach, replace });
