// Keys of the markup editor, while it has the focus.
// @ts-check

import { ZOOM_STEP } from '../mask/controls.js';
import { TOOL_KEYS } from './toolbar.js';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TOOLS = Object.fromEntries(Object.entries(TOOL_KEYS).map(([name, key]) => [key.toLowerCase(), name]));

/** The keys and what they do, as `keyHelp` takes them. */
export const HELP = [
  ['V A C P T', 'card.markup.help.tools'], ['Enter', 'card.markup.help.add'], ['card.markup.key.arrows', 'card.markup.help.move'],
  ['card.markup.key.resize', 'card.markup.help.resize'], ['[ ]', 'card.markup.help.next'], ['Delete', 'card.markup.help.delete'],
  ['Z', 'card.markup.help.undo'], ['+ −', 'card.mask.help.zoom'], ['card.mask.key.wheel', 'card.mask.help.wheel'],
  ['card.mask.key.space', 'card.mask.help.pan'], ['card.mask.key.fingers', 'card.mask.help.fingers'],
];

/** Does what a key stands for, unless it is typed into a field. */
export function handleKey(editor, event) {
  if (!editor.isOpen || event.isComposing || event.altKey || event.target.matches('input')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = event.ctrlKey || event.metaKey ? commands(editor, event)[key] : actionOf(editor, event, key);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

const commands = (editor, event) => ({
  z: () => (event.shiftKey ? editor.redo() : editor.undo()), y: () => editor.redo(),
});

function actionOf(editor, event, key) {
  if (TOOLS[key]) return () => editor.selectTool(TOOLS[key]);
  const isOnCanvas = event.target === editor.canvas;
  if (ARROWS[key] && isOnCanvas) return () => editor.nudge(ARROWS[key], { isResizing: event.shiftKey, joins: event.repeat });
  if (key === ' ' && isOnCanvas) return () => editor.pointer.view.holdPan(true);
  if (key === 'Escape' && isOnCanvas && editor.history.mark) return () => editor.select(-1);
  if (key === 'Enter' && !isOnCanvas) return null; // of a button it is a press
  const actions = {
    z: commands(editor, event).z, Enter: () => editor.addByKey(), Delete: () => editor.remove(), Backspace: () => editor.remove(),
    '+': () => editor.zoom(ZOOM_STEP), '=': () => editor.zoom(ZOOM_STEP), '-': () => editor.zoom(1 / ZOOM_STEP), 0: () => editor.fit(),
    '[': () => editor.step(-1), ']': () => editor.step(1), '【': () => editor.step(-1), '】': () => editor.step(1),
  };
  return actions[key];
}
