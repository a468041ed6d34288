// Address of one of the page's own files in this version, for which a browser asks only once.
// @ts-check

/** @param {string} name relative to ui/static */
export function staticUrl(name) {
  /** @type {HTMLLinkElement | null} */
  const sheet = document.querySelector('link[href$="/easel.css"]'); // beside it (ui/static_files.py)
  return new URL(name, sheet?.href || new URL('static/', document.baseURI)).href;
}
