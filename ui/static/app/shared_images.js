// Images that another app shared with this one: the server has them, their ids stand in the page's address.
// @ts-check

import { request } from '../lib/api_client.js';
import { formOf } from '../lib/tabs.js';

/** Puts them on the Edit tab, once: an address that is loaded again does not name them any more. */
export async function takeSharedImages() {
  const address = new URL(window.location.href);
  const ids = address.searchParams.getAll('shared');
  if (!ids.length) return;
  address.searchParams.delete('shared');
  window.history.replaceState(window.history.state, '', address);
  const images = await Promise.all(ids.map((id) => request(`/api/references/${encodeURIComponent(id)}`).catch(() => null)));
  for (const image of images) if (image) await formOf('edit').addPicture(image);
}
