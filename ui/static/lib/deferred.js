// Promise that is resolved from outside, for what happens when a component is mounted.
// @ts-check

/** @returns {{promise: Promise<void>, resolve: () => void}} */
export function deferred() {
  let resolve = () => {};
  const promise = new Promise((/** @type {(value: void) => void} */ done) => { resolve = done; });
  return { promise, resolve };
}
