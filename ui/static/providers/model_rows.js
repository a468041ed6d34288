// Rows of a provider's list of models: what it listed, what was ticked before, found by what is typed.
// @ts-check

/**
 * A row. `isBuiltIn`: the provider has it here without having been added.
 * @typedef {{id: string, image: boolean, isTicked: boolean, isBuiltIn: boolean, family: string}} Row
 *
 * The models that a visitor ticked beside the built-in ones, with their families, and those of these that they unticked.
 * @typedef {{added: Map<string, string>, unticked: Set<string>}} Ticks
 */

/**
 * The rows: first what was added when the list was made, then the built-in ones, then the list in its order. A tick
 * moves no row.
 * @param {{id: string, added: boolean}[]} models the provider's, as GET /api/gateways has them
 * @param {Ticks} ticks
 * @param {{id: string, image: boolean}[]} listed
 * @param {string[]} first ids that were added then
 * @returns {Row[]}
 */
export function mergeRows(models, { added, unticked }, listed, first) {
  const builtIn = new Set(models.filter((model) => !model.added).map(({ id }) => id));
  const images = new Map(listed.map(({ id, image }) => [id, image]));
  const ids = new Set([...first, ...builtIn, ...listed.map(({ id }) => id), ...added.keys()]);
  return [...ids].map((id) => ({
    id,
    image: images.get(id) ?? true,
    isTicked: added.has(id) || (builtIn.has(id) && !unticked.has(id)),
    isBuiltIn: builtIn.has(id) && !added.has(id),
    family: added.get(id) || '',
  }));
}

/**
 * The first rows whose ids hold every word of a query, and how many more there are.
 * @param {Row[]} rows
 * @param {string} query
 * @param {number} limit
 */
export function findRows(rows, query, limit) {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = rows.filter(({ id }) => terms.every((term) => id.toLowerCase().includes(term)));
  return { rows: matches.slice(0, limit), more: Math.max(0, matches.length - limit) };
}
