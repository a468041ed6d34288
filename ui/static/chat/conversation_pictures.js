// Pictures of the open conversation as the list that the viewer walks, the newest first.
// @ts-check

import { itemsOf } from '../run/picture_item.js';

/** @typedef {import('../lib/types.js').Run} Run */
/** @typedef {import('../run/picture_item.js').PictureItem} PictureItem */

/** @param {{path: Run[], turns: Map<string, any>, show: (id: string) => unknown}} conversation the open one, by its turns */
export function conversationPictures(conversation) {
  const cardOf = (/** @type {string} */ run) => conversation.turns.get(run)?.card;
  return {
    items: () => conversation.path.toReversed().flatMap(itemsOf),
    loadMore: async () => {},
    focusItem: (/** @type {PictureItem} */ item) => cardOf(item.run)?.focusItem(item) ?? false,
    onStarted: (/** @type {Run} */ run) => conversation.show(run.id),
  };
}
