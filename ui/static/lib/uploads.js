// Upload of an image or a mask with its progress, which `fetch` cannot tell.
// @ts-check

import { apiUrl, proxyMessage } from './api_client.js';
import { t } from './i18n.js';

const IMAGE_FILE = /^image\/|\.(heic|heif|avif|tiff?)$/i; // not every system knows the last ones

/** @param {File} file */
export const isImageFile = ({ type, name }) => IMAGE_FILE.test(type || name);

/**
 * The image files of a paste. Text is pasted where the cursor is, even when a picture of it lies beside it (as from a
 * word processor): then there are none.
 * @param {ClipboardEvent} event
 */
export function pastedImages({ clipboardData, target }) {
  const field = target instanceof Element && target.closest('input, textarea, [contenteditable]');
  if (!clipboardData || (field && clipboardData.types.includes('text/plain'))) return [];
  return [...clipboardData.files].filter(isImageFile);
}

// The same file would be answered the same way: it is the file that is refused, not the moment.
const REFUSED_FILE = [400, 413, 415, 422];

/** A proxy that refuses an upload answers with a page of its own. @param {XMLHttpRequest} request */
function parseBody(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

/**
 * Uploads an image, or the mask or markup that was drawn for the image with the id `mask` or `markup`.
 * @param {Blob & {name?: string}} file
 * @param {{signal?: AbortSignal, progress?: (fraction: number) => void, mask?: string, markup?: string}} [options]
 * @returns {Promise<any>} the picture as the server has it; an error has `isFinal` where another try cannot help
 */
export function uploadImage(file, { signal, progress = () => {}, mask = '', markup = '' } = {}) {
  const form = new FormData();
  const overlay = (mask && 'mask') || (markup && 'markup');
  form.append(overlay || 'image', file, file.name || (overlay ? `${overlay}.png` : 'picture'));
  if (overlay) form.append('picture', mask || markup);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(new Error(t('card.tiles.lost')));
    request.open('POST', apiUrl('/api/references'));
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => {
      const body = parseBody(request);
      if (request.status < 300 && body) {
        resolve(body);
        return;
      }
      const { error } = body || {};
      const message = error?.message || proxyMessage(request.status);
      reject(Object.assign(new Error(message), error, { isFinal: REFUSED_FILE.includes(request.status) }));
    };
    Object.assign(request, { onerror: fail, onabort: fail });
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
