// Parser of server-sent events, from text in any pieces. No document, no network.
// @ts-check

/** @typedef {{name: string, data: string, id: string}} ServerEvent */

export class EventParser {
  rest = ''; // of an event that is not whole yet

  id = ''; // of the newest event that had one

  /**
   * @param {string} text what came, cut anywhere
   * @returns {ServerEvent[]} the events that are whole now; comments are none
   */
  feed(text) {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() || '';
    return blocks.map((block) => this.parse(block)).filter((event) => event.data !== '');
  }

  /** @param {string} block @returns {ServerEvent} */
  parse(block) {
    const event = { name: 'message', data: '', id: this.id };
    for (const line of block.split('\n')) {
      const [, field, value] = line.match(/^(\w+): ?(.*)$/s) || [];
      if (field === 'event') event.name = value;
      if (field === 'data') event.data += event.data ? `\n${value}` : value;
      if (field === 'id') this.id = event.id = value;
    }
    return event;
  }
}
