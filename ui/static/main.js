// @ts-check
// Entry point: what Gradio's components and events call, each by one `import()` of this file.
//
// A component's script calls its mount function with its element, its props, and `{trigger, watch}`. Gradio makes a
// component anew now and then: what was mounted before is put into the new one.

export { list as mountConversationList, log as mountConversation, stands as mountNextTurn, images as mountTurnImages } from './chat/chat_form.js';
export { images as mountReferenceList, mask as mountMaskField } from './edit/edit_form.js';
export { key as mountApiKey } from './form/api_key.js';
export { options as mountModelOptions } from './form/model_options.js';
export { open as readSettings, save as saveSettings, wanted as takeSettings } from './form/saved_settings.js';
export { hear as watchMessage } from './form/submit_guard.js';
export { grid as mountGallery, retention as mountRetention, search as mountGallerySearch } from './gallery/gallery.js';
export { mount as mountRunList } from './run/run_list.js';
