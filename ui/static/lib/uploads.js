// Upload of an image or a mask with its progress, which `fetch` cannot tell.
// @ts-check

import { apiUrl, proxyMessage } from './api_client.js';
import { t } from './i18n.js';

/** A proxy that refuses an upload answers with a page of its own. @param {XMLHttpRequest} request */
function parseBody(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

/**
 * Uploads an image, or the mask that was painted for the image with the id `mask`.
 * @param {Blob & {name?: string}} file
 * @param {{signal?: AbortSignal, progress?: (fraction: number) => void, mask?: string}} [options]
 * @returns {Promise<any>} the picture as the server has it
 */
export function uploadImage(file, { signal, progress = () => {}, mask = '' } = {}) {
  const form = new FormData();
  form.append(mask ? 'mask' : 'image', file, file.name || (mask ? 'mask.png' : 'picture'));
  if (mask) form.append('picture', mask);
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
      reject(Object.assign(new Error(message), error));
    };
    Object.assign(request, { onerror: fail, onabort: fail });
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
