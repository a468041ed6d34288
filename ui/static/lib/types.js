// @ts-check
// JSDoc types of what the API returns. Nothing imports this file at run time.

/**
 * @typedef {object} Picture
 * @property {string} id
 * @property {string} call
 * @property {'growing' | 'done' | 'broken'} state
 * @property {string} kind `final`, `partial` or `held`
 * @property {boolean} draft
 * @property {boolean} [gone]
 * @property {string} [parent] the picture that this one was made of
 * @property {number} number
 * @property {number} created
 * @property {number} [width]
 * @property {number} [height]
 * @property {string} [mime]
 * @property {number} [bytes]
 * @property {number} [expected] bytes that it will have
 * @property {string} url
 * @property {string} [thumb_url]
 */

/**
 * @typedef {object} InputImage
 * @property {string} id
 * @property {string} [name]
 * @property {string} url
 * @property {string} view_url
 * @property {string} [thumb_url]
 * @property {string} [mime]
 * @property {number} [width]
 * @property {number} [height]
 */

/**
 * @typedef {object} CallError
 * @property {string} kind
 * @property {string} message
 * @property {string} [advice]
 * @property {string} [said] what the gateway said
 * @property {string} [request_id]
 * @property {boolean} [may_be_charged]
 */

/**
 * @typedef {{
 *   id: string, number: number, count: number, state: string, error?: CallError | null, readable?: boolean,
 *   text?: string, reasoning?: string, progress?: number | null, progress_words?: string, resend_at?: number,
 *   timings?: Record<string, number>, [field: string]: any
 * }} Call
 */

/**
 * @typedef {object} Asked
 * @property {string} [aspect_ratio]
 * @property {string} [resolution]
 * @property {string} [size]
 * @property {number} count
 * @property {Record<string, any>} options
 * @property {InputImage[]} [images]
 * @property {{id: string, url: string} | null} [mask]
 */

/**
 * @typedef {object} Run
 * @property {string} id
 * @property {'generate' | 'edit' | 'chat'} task
 * @property {string} state
 * @property {string} gateway
 * @property {string} [gateway_name]
 * @property {string} model
 * @property {string} prompt
 * @property {boolean} by_rule
 * @property {number} created
 * @property {number} now the server's time when this was written
 * @property {Asked} asked
 * @property {Picture[]} pictures
 * @property {Call[]} calls
 * @property {{message: string}[]} notices
 * @property {string} [text]
 * @property {string} [reasoning]
 * @property {Record<string, number>} [timings]
 * @property {{total_tokens?: number}} [usage]
 * @property {string} [conversation]
 * @property {string} [parent]
 * @property {string} [based_on]
 */

/**
 * What changed of a run since the page last heard of it.
 * @typedef {object} RunChange
 * @property {string} id
 * @property {number} now
 * @property {Picture[]} [pictures]
 * @property {Call[]} [calls]
 * @property {{call: string, field: string, at: number, text: string}[]} [append]
 */

export {};
