// Head of the page: the mark, what runs, language, colours, shortcuts, settings.
// @ts-check

import { offerTakeOver } from '../account/account.js';
import { el, icon, keepMounted } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { runAnnouncer } from './announcements.js';
import { offlineLine } from './offline.js';
import { watchOutcomes } from './outcome.js';
import {
  THEMES, chooseLanguage, chooseTheme, themeChoice, pageLanguage,
} from './preferences.js';
import { runningRuns } from './running_runs.js';
import { openSettings } from './settings.js';
import { takeSharedImages } from './shared_images.js';
import { openShortcuts, watchShortcuts } from './shortcuts.js';
import { watchTabList } from './tab_list.js';

/**
 * What the server tells the head: its version, and for how many days which files are kept.
 * @typedef {{version: string, days: Record<string, number>}} HeadProps
 */

/**
 * A button of the head, named by its tooltip.
 * @param {string} label
 * @param {() => void} onclick
 * @param {Record<string, any>} attributes
 * @param {...(Node | string)} children
 */
function headButton(label, onclick, attributes, ...children) {
  return el('button', {
    type: 'button', class: 'head-button', 'aria-label': label, title: label, onclick, ...attributes,
  }, ...children);
}

function languageButton() {
  const other = pageLanguage() === 'zh' ? 'en' : 'zh';
  const name = other === 'zh' ? '中文' : 'English'; // for those who read no other
  return headButton(name, () => chooseLanguage(other), { lang: other === 'zh' ? 'zh-CN' : 'en', id: 'easel-language' },
    el('span', { 'aria-hidden': 'true' }, other === 'zh' ? '文' : 'A'));
}

function themeButton() {
  const button = headButton('', () => {
    chooseTheme(THEMES[(THEMES.indexOf(themeChoice()) + 1) % THEMES.length]);
    show();
  }, { id: 'easel-theme' });
  function show() {
    const theme = themeChoice();
    const label = t('card.head.theme', { theme: t(`card.head.theme.${theme}`) });
    button.replaceChildren(icon(ICONS[theme]));
    button.title = label;
    button.setAttribute('aria-label', label);
  }
  show();
  return button;
}

/** @param {HeadProps} props */
function buildHead(props) {
  return el('header', { class: 'page-head' },
    el('h1', {}, icon(ICONS.mark), el('span', {}, 'Easel')),
    offlineLine(),
    runAnnouncer(),
    el('div', { class: 'head-tools' },
      runningRuns(),
      languageButton(),
      themeButton(),
      headButton(t('card.head.shortcuts'), openShortcuts, { id: 'easel-help' }, icon(ICONS.help)),
      headButton(t('card.head.settings'), () => openSettings(props), { id: 'easel-settings' }, icon(ICONS.settings))));
}

/** @type {HTMLElement | undefined} */
let head;

/**
 * The component; a head that Gradio makes anew gets what was there.
 * @param {HTMLElement} element
 * @param {HeadProps} props
 */
export function mountHead(element, props) {
  if (!head) {
    head = buildHead(props);
    watchShortcuts();
    watchTabList();
    watchOutcomes();
    offerTakeOver();
    takeSharedImages();
  }
  keepMounted(element, head);
}
