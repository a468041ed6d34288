// Value of a component that the page's script owns, and Gradio does not.
// @ts-check

/** @type {Map<string, unknown>} the values that were set last, by the ids of their components */
const ownValues = new Map();

/**
 * Sets a component's value and holds it: what Gradio puts there instead is put back.
 *
 * Gradio copies values into its own tree and back again a moment later; a value that was set in between was lost, and
 * an edit went out without its mask (docs/gradio.md, G16). Not for a value that the server sets too.
 * @template T
 * @param {{value: T}} props
 * @param {Element} element of the component
 * @param {(name: string, callback: () => void) => void} watch
 * @returns {(value: T) => void} sets the value
 */
export function ownValue(props, element, watch) {
  /** @type {T | undefined} */
  let own;
  watch('value', () => {
    if (own !== undefined && JSON.stringify(props.value) !== JSON.stringify(own)) props.value = own;
  });
  return (value) => {
    own = value;
    props.value = value;
    ownValues.set(element.closest('.block[id]')?.id ?? '', value);
  };
}

/**
 * The inputs of a callback as they are now. Gradio gathers them with an `await` in between, and what was set meanwhile
 * was sent as it had been before: an edit without its picture (docs/gradio.md, G16).
 * @param {string[]} ids of the inputs' components
 * @param {unknown[]} inputs as Gradio gathered them
 */
export const withOwnValues = (ids, inputs) => inputs.map((input, index) => ownValues.get(ids[index]) ?? input);
