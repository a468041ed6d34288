// Counter of a prompt's characters, shown near the most that the model takes.
// @ts-check

const FIELD = '.panel-prompt textarea';
const NEAR = 0.8; // of the limit

/** @type {WeakMap<Element, number>} by form: the most characters, 0 for no limit */
const limits = new WeakMap();

/** @param {Element} form */
function count(form) {
  const block = /** @type {HTMLElement | null} */ (form.querySelector('.panel-prompt'));
  const field = /** @type {HTMLTextAreaElement | null} */ (form.querySelector(FIELD));
  if (!block || !field) return;
  const limit = limits.get(form) || 0;
  const { length } = [...field.value];
  if (!limit || length < limit * NEAR) delete block.dataset.count;
  else block.dataset.count = `${length} / ${limit}`;
  block.toggleAttribute('data-over', limit > 0 && length > limit);
}

/**
 * Says how long a form's prompt may be.
 * @param {Element} form
 * @param {number} limit 0 for no limit
 */
export function limitPrompt(form, limit) {
  limits.set(form, limit);
  count(form);
}

document.addEventListener('input', (event) => {
  const field = /** @type {Element} */ (event.target);
  const form = field.matches?.(FIELD) && field.closest('.form-panel');
  if (form) count(form);
});
