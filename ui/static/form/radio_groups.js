// Radio groups of the form: one tab stop each, and arrow keys within.
//
// Gradio 6.31 gives each radio button a name of its own, so that to the browser each is a group: eleven tab stops for a
// ratio. One name for all of a fieldset makes it a group again.
// @ts-check

const GROUP = 'fieldset.panel-ratio, fieldset.panel-resolution';

/** @param {Event} event */
function joinGroup(event) {
  const target = /** @type {Element} */ (event.target);
  const group = target.matches?.('input[type=radio]') ? target.closest(GROUP) : null;
  if (!group) return;
  /** @type {NodeListOf<HTMLInputElement>} */
  const radios = group.querySelectorAll('input[type=radio]');
  const isJoined = [...radios].every((radio) => radio.name === group.id);
  if (isJoined) return;
  const checked = [...radios].find((radio) => radio.checked);
  radios.forEach((radio) => { radio.name = group.id; });
  if (!checked) return;
  checked.checked = true;
  if (event.type === 'focusin' && checked !== target && !target.matches(':active')) checked.focus();
}

// Choices that another model brings have names of their own again: they join before the browser acts on a key.
for (const name of ['focusin', 'keydown']) document.addEventListener(name, joinGroup, true);
