// Value of a component that the page's script owns, and Gradio does not.
// @ts-check

/**
 * Sets a component's value and holds it: what Gradio puts there instead is put back.
 *
 * Gradio copies values into its own tree and back again a moment later; a value that was set in between was lost, and
 * an edit went out without its mask (docs/gradio.md, G16). Not for a value that the server sets too.
 * @template T
 * @param {{value: T}} props
 * @param {(name: string, callback: () => void) => void} watch
 * @returns {(value: T) => void} sets the value
 */
export function ownValue(props, watch) {
  /** @type {T | undefined} */
  let own;
  watch('value', () => {
    if (own !== undefined && JSON.stringify(props.value) !== JSON.stringify(own)) props.value = own;
  });
  return (value) => {
    own = value;
    props.value = value;
  };
}
