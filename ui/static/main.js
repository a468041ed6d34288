// Entry point: what Gradio's components and events call, each by one `import()` of this file.
//
// A component's script calls its mount function with its element, its props, and `{trigger, watch}`. Gradio makes a
// component anew now and then: what was mounted before is put into the new one.
// @ts-check

import './form/keyboard_height.js';
import './form/prompt_history.js';
import './form/radio_groups.js';
import './form/dropped_images.js';

export { mountGalleryOwner } from './account/account.js';
export { mountHead } from './app/head.js';
export {
  mountConversation, mountConversationList, mountNextTurn, mountTurnReferences,
} from './chat/chat_form.js';
export { mountTurnSettings } from './chat/turn_settings.js';
export {
  mountEditReferences, mountExpandField, mountMarkupField, mountMaskField,
} from './edit/edit_form.js';
export { mountApiKey } from './form/api_key.js';
export { mountComposerSheet } from './form/composer_sheet.js';
export { mountCountStepper } from './form/count_stepper.js';
export { mountModelOptions } from './form/model_options.js';
export { chosenModel, mountModelPicker } from './form/model_picker.js';
export { readSavedSettings, saveSettings, takeSettings } from './form/saved_settings.js';
export { endPress, watchMessage, withPressKey } from './form/submit_guard.js';
export { mountGallery, mountGalleryFilters, mountRetention } from './gallery/gallery.js';
export { mountLibrary } from './library/library.js';
export { withOwnValues } from './lib/component_value.js';
export { mountRunList } from './run/run_list.js';
