// Rows of a provider's list of models: what it listed, what was ticked before, found by what is typed.
// @ts-check

/**
 * A row. `isAdded`: ticked; `isBuiltIn`: offered without that.
 * @typedef {{id: string, image: boolean, isAdded: boolean, isBuiltIn: boolean, family: string}} Row
 */

/**
 * The rows: first what was ticked when the list was made, then the list in its order. A tick moves no row.
 * @param {{id: string, added: boolean}[]} offered the provider's models as GET /api/gateways has them
 * @param {Map<string, string>} added the families of ticked models, by their ids
 * @param {{id: string, image: boolean}[]} listed
 * @param {string[]} first ids that were ticked then
 * @returns {Row[]}
 */
export function mergeRows(offered, added, listed, first) {
  const builtIn = new Set(offered.filter((model) => !model.added).map(({ id }) => id));
  const images = new Map(listed.map(({ id, image }) => [id, image]));
  const ids = new Set([...first, ...listed.map(({ id }) => id), ...added.keys()]);
  return [...ids].map((id) => ({
    id, image: images.get(id) ?? true, isAdded: added.has(id), isBuiltIn: builtIn.has(id), family: added.get(id) || '',
  }));
}

/**
 * The first rows whose ids hold every word of a query, and how many more there are.
 * @param {Row[]} rows
 * @param {string} query
 * @param {number} most
 */
export function findRows(rows, query, most) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)));
  return { rows: found.slice(0, most), more: Math.max(0, found.length - most) };
}
