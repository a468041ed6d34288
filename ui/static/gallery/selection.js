// Selection of pictures in a list: single ones, ranges from the last one that was chosen, all.
// @ts-check

export class Selection {
  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    /** @type {Set<string>} */
    this.ids = new Set();
    /** @type {string | null} where a range begins */
    this.anchor = null;
    /** @type {string[]} what the last range added, which a range from the same anchor replaces */
    this.range = [];
  }

  get size() {
    return this.ids.size;
  }

  /** @param {string} id */
  has(id) {
    return this.ids.has(id);
  }

  /** @param {string} id */
  toggle(id) {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.startRange(id);
    this.onChange();
  }

  /**
   * Ranges begin here from now on.
   * @param {string} id
   */
  startRange(id) {
    this.anchor = id;
    this.range = [];
  }

  /**
   * Selects all from the anchor to `id`, and no longer what an earlier range from there reached.
   * @param {string} id
   * @param {string[]} order the ids of all that are shown
   */
  extendTo(id, order) {
    const ends = [this.anchor === null ? -1 : order.indexOf(this.anchor), order.indexOf(id)];
    if (ends[0] < 0) {
      this.startRange(id);
      ends[0] = ends[1];
    }
    this.range.forEach((one) => this.ids.delete(one));
    const range = order.slice(Math.min(...ends), Math.max(...ends) + 1);
    this.range = range.filter((one) => !this.ids.has(one));
    range.forEach((one) => this.ids.add(one));
    this.onChange();
  }

  /** @param {string[]} order the ids of all that are shown */
  selectAll(order) {
    this.range = [];
    order.forEach((id) => this.ids.add(id));
    this.onChange();
  }

  /**
   * Forgets pictures that are gone.
   * @param {string[]} ids
   */
  drop(ids) {
    ids.forEach((id) => this.ids.delete(id));
    this.onChange();
  }

  clear() {
    this.ids.clear();
    this.anchor = null;
    this.range = [];
    this.onChange();
  }
}
