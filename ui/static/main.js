// Entry point: what Gradio's components and events call, each by one `import()` of this file.
//
// A component's script calls its mount function with its element, its props, and `{trigger, watch}`. Gradio makes a
// component anew now and then: what was mounted before is put into the new one.
// @ts-check

import './form/restore.js';

export { mountAccount, mountGalleryOwner } from './account/account.js';
export {
  mountConversation, mountConversationList, mountNextTurn, mountTurnReferences,
} from './chat/chat_form.js';
export { mountEditReferences, mountMaskField } from './edit/edit_form.js';
export { mountApiKey } from './form/api_key.js';
export { mountModelOptions } from './form/model_options.js';
export { readSettings, saveSettings, takeSettings } from './form/saved_settings.js';
export { watchMessage, withPressKey } from './form/submit_guard.js';
export { mountGallery, mountGalleryFilters, mountRetention } from './gallery/gallery.js';
export { mountRunList } from './run/run_list.js';
