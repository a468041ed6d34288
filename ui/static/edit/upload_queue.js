// Upload queue of a list of reference images: a few at once, in their order.
// @ts-check

const MAX_UPLOADS = 3; // a browser has six connections to a host, and growing pictures need some

/** `send(file, {signal, progress})` uploads one; `onSettled(item)` hears when one has come or failed. */
export class UploadQueue {
  send; onSettled;

  constructor({ send, onSettled }) {
    Object.assign(this, { send, onSettled });
    this.uploading = new Set();
  }

  /** Begins with the items that wait, as far as there is room. */
  start(items) {
    for (const item of items) {
      if (this.uploading.size >= MAX_UPLOADS) return;
      if (item.state === 'waiting') this.upload(item);
    }
  }

  async upload(item) {
    this.uploading.add(item);
    const { signal, progress } = item.begin();
    progress(0);
    try {
      item.complete(await this.send(item.file, { signal, progress }));
    } catch (error) {
      if (!signal.aborted) item.fail(error);
    }
    this.uploading.delete(item);
    this.onSettled(item);
  }
}
