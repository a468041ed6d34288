// Share a picture with other apps, as the file that was delivered.
// @ts-check

const NAME_LENGTH = 8; // characters of the picture's id

/** Whether the browser hands files to other apps. */
export function canShareFiles() {
  const file = new File([], 'image.png', { type: 'image/png' });
  return 'share' in navigator && Boolean(navigator.canShare?.({ files: [file] }));
}

/**
 * Opens the system's list of apps that take the picture. Who closes it again has done nothing wrong.
 * @param {{id: string, url: string}} picture
 */
export async function sharePicture({ id, url }) {
  const blob = await (await fetch(url, { credentials: 'same-origin' })).blob(); // the browser has it already
  const suffix = blob.type.split('/')[1].replace('jpeg', 'jpg').replace('+xml', '');
  const file = new File([blob], `easel-${id.slice(0, NAME_LENGTH)}.${suffix}`, { type: blob.type });
  try {
    await navigator.share({ files: [file] });
  } catch (error) {
    if (/** @type {Error} */ (error).name !== 'AbortError') throw error;
  }
}
