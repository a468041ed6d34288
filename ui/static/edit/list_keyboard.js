// Keys in the list of reference images: arrows go from one to the next, with Ctrl or Alt they move it.
// @ts-check

import { clamp } from '../lib/clamp.js';

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

function step(list, item, event) {
  const index = list.items.indexOf(item) + STEPS[event.key];
  if (event.ctrlKey || event.altKey) list.move(item, index);
  else list.items[clamp(index, 0, list.items.length - 1)].root.focus();
}

export function handleListKey(list, event) {
  const item = list.itemOf(event.target);
  if (event.key === 'Escape') item.unfold(false);
  else if (['Delete', 'Backspace'].includes(event.key) && event.target === item.root) list.remove(item);
  else if (STEPS[event.key] && !event.shiftKey && !event.metaKey) step(list, item, event);
  else return;
  event.preventDefault();
}
