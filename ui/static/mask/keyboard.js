// Keys of the mask editor, while it has the focus.
// @ts-check

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Does what a key stands for, unless it is typed into a field. */
export function handleKey(editor, event) {
  if (!editor.bitmap || event.isComposing || event.altKey || event.target.type === 'number') return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = event.ctrlKey || event.metaKey ? commands(editor, event)[key]
    : letters(editor, event)[key] || (event.target === editor.overlay.canvas && onCanvas(editor, event)[key]);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function commands({ toolbar }, event) {
  return { z: () => toolbar.press(event.shiftKey ? 'redo' : 'undo'), y: () => toolbar.press('redo') };
}

function letters(editor, event) {
  const press = (name) => () => editor.toolbar.press(name);
  const resize = (steps) => () => editor.resizeBrush(steps);
  return {
    ...commands(editor, event), y: null,
    b: press('brush'), e: press('eraser'), r: press('rectangle'), i: press('invert'),
    '[': resize(-4), ']': resize(4), '【': resize(-4), '】': resize(4),
    '+': press('zoom.in'), '=': press('zoom.in'), '-': press('zoom.out'), 0: press('zoom.fit'),
  };
}

function onCanvas(editor, event) {
  const { frame } = editor.overlay;
  const keys = {
    ' ': () => editor.gestures.view.holdPan(true),
    Enter: () => (frame.hidden ? editor.showFrame() : editor.fillBox(true)),
    Delete: () => frame.hidden || editor.fillBox(false),
    Backspace: () => frame.hidden || editor.fillBox(false),
  };
  if (!frame.hidden) keys.Escape = () => { frame.hidden = true; };
  if (ARROWS[event.key]) keys[event.key] = () => editor.nudgeBox(ARROWS[event.key], event.shiftKey);
  return keys;
}
