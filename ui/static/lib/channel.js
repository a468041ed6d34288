// Channel between the browser's tabs that show this Easel, in this version.
// @ts-check

const FOLDER = new URL('..', import.meta.url).pathname; // names both

/**
 * @param {string} name
 * @returns {BroadcastChannel | undefined} nothing in a frame that may keep nothing: its tabs know of no others
 */
export function openChannel(name) {
  try {
    return new BroadcastChannel(`easel ${FOLDER} ${name}`);
  } catch {
    return undefined;
  }
}
