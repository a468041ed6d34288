// The mask of one picture: a bit for each of its pixels, set where it may change. No element, no words: see maskpad.js.

const KEPT = 48e6; // bytes of earlier states that undo may hold; a stroke over a 12-megapixel photo needs 1.5 MB
const STRIP = 256; // rows of a picture in memory as colours at once: iOS refuses a canvas over 16.7 megapixels

function ones(words) {
  let sum = 0;
  for (let place = 0; place < words.length; place += 1) {
    let word = words[place];
    if (!word) continue;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    sum += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return sum;
}

export class MaskBitmap {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.stride = Math.ceil(width / 32) * 4; // bytes of a row; the bits after its last pixel stay 0
    this.bits = new Uint8Array(this.stride * height);
    this.words = new Uint32Array(this.bits.buffer);
    this.count = 0;
    this.past = [];
    this.future = [];
  }

  get share() {
    return this.count / (this.width * this.height);
  }

  get empty() {
    return this.count === 0;
  }

  get full() {
    return this.count === this.width * this.height;
  }

  blank(y) {
    const row = (y * this.stride) / 4;
    for (let place = row; place < row + this.stride / 4; place += 1) if (this.words[place]) return false;
    return true;
  }

  // One run of a row: from <= x < to.
  span(y, from, to, on) {
    const left = Math.max(0, from);
    const right = Math.min(this.width, to) - 1;
    if (left > right) return;
    const first = y * this.stride + (left >> 3);
    const last = y * this.stride + (right >> 3);
    const head = 0xff >> (left & 7);
    const tail = 0xff & (0xff << (7 - (right & 7)));
    if (first === last) {
      this.put(first, head & tail, on);
      return;
    }
    this.put(first, head, on);
    this.put(last, tail, on);
    this.bits.fill(on ? 0xff : 0, first + 1, last);
  }

  put(place, bits, on) {
    if (on) this.bits[place] |= bits;
    else this.bits[place] &= ~bits;
  }

  // A line with a round pen: the pixels whose middle is within `radius` of it, which is one run in each row.
  line(a, b, radius, on) {
    const top = Math.max(0, Math.ceil(Math.min(a.y, b.y) - radius - 0.5));
    const bottom = Math.min(this.height - 1, Math.floor(Math.max(a.y, b.y) + radius - 0.5));
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const sideX = length ? (-(b.y - a.y) / length) * radius : 0;
    const sideY = length ? ((b.x - a.x) / length) * radius : 0;
    for (let y = top; y <= bottom; y += 1) {
      let from = Infinity;
      let to = -Infinity;
      const meet = (x) => {
        from = Math.min(from, x);
        to = Math.max(to, x);
      };
      for (const end of [a, b]) {
        const off = y + 0.5 - end.y;
        if (Math.abs(off) > radius) continue;
        const half = Math.sqrt(radius * radius - off * off);
        meet(end.x - half);
        meet(end.x + half);
      }
      for (const side of [1, -1]) {
        const part = (y + 0.5 - a.y - side * sideY) / (b.y - a.y);
        if (part >= 0 && part <= 1) meet(a.x + side * sideX + part * (b.x - a.x));
      }
      if (from <= to) this.span(y, Math.ceil(from - 0.5), Math.floor(to - 0.5) + 1, on);
    }
    return { left: Math.min(a.x, b.x) - radius, right: Math.max(a.x, b.x) + radius, top, bottom: bottom + 1 };
  }

  rectangle({ left, top, width, height }, on) {
    const bottom = Math.min(this.height, top + height);
    for (let y = Math.max(0, top); y < bottom; y += 1) this.span(y, left, left + width, on);
  }

  clear() {
    this.bits.fill(0);
  }

  invert() {
    for (let place = 0; place < this.words.length; place += 1) this.words[place] = ~this.words[place];
    const last = this.width >> 3;
    for (let row = 0; row < this.bits.length; row += this.stride) {
      if (last === this.stride) continue;
      this.bits[row + last] &= ~(0xff >> (this.width & 7));
      this.bits.fill(0, row + last + 1, row + this.stride);
    }
  }

  // What happens between begin and commit is one step for undo.
  begin() {
    this.before = this.words.slice();
  }

  commit() {
    const { before, words } = this;
    this.before = null;
    let start = 0;
    let end = words.length;
    while (start < end && before[start] === words[start]) start += 1;
    while (end > start && before[end - 1] === words[end - 1]) end -= 1;
    if (start === end) return false;
    const kept = before.slice(start, end);
    this.count += ones(words.subarray(start, end)) - ones(kept);
    this.past.push({ start, kept });
    this.future = [];
    let held = this.past.reduce((sum, step) => sum + step.kept.byteLength, 0);
    while (held > KEPT && this.past.length > 1) held -= this.past.shift().kept.byteLength;
    return true;
  }

  cancel() {
    this.words.set(this.before);
    this.before = null;
  }

  undo() {
    return this.swap(this.past, this.future);
  }

  redo() {
    return this.swap(this.future, this.past);
  }

  swap(from, to) {
    const step = from.pop();
    if (!step) return false;
    const { start, kept } = step;
    const now = this.words.slice(start, start + kept.length);
    this.count += ones(kept) - ones(now);
    this.words.set(kept, start);
    to.push({ start, kept: now });
    return true;
  }
}

// From a PNG: painted is what is more than half transparent. A mask of another size is fitted by nearest pixels.
export async function read(url, size) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  const picture = await createImageBitmap(await answer.blob());
  const mask = new MaskBitmap(size?.width || picture.width, size?.height || picture.height);
  const { width, height } = mask;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height: Math.min(STRIP, height) });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.imageSmoothingEnabled = false;
  const scale = picture.height / height;
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    pen.clearRect(0, 0, width, rows);
    pen.drawImage(picture, 0, top * scale, picture.width, rows * scale, 0, 0, width, rows);
    const dots = new Uint32Array(pen.getImageData(0, 0, width, rows).data.buffer);
    for (let y = 0, dot = 0; y < rows; y += 1) {
      const row = (top + y) * mask.stride;
      for (let x = 0; x < width; x += 1, dot += 1) {
        if (dots[dot] >>> 31 === 0) mask.bits[row + (x >> 3)] |= 128 >> (x & 7);
      }
    }
  }
  picture.close();
  mask.count = ones(mask.words);
  return mask;
}

// The PNG of a mask, written from its bits: canvas.toBlob takes 48 MB and seconds for a 12-megapixel photo, the
// browser's own compressor half a second of the page; this takes some 10 ms. True RGBA, because there are gateways
// that refuse a palette or grey. Each row is filtered by Sub, so that all of it is zeros but for a 1 where paint
// begins and a 255 where it ends; and the code is made for that: 258 zeros are two bits, both 0.
const CODE_LENGTHS = new Uint8Array(286).fill(6, 256, 259).fill(7, 259);
CODE_LENGTHS.set([3, 4]);
CODE_LENGTHS[255] = 4;
CODE_LENGTHS[285] = 1;
// How CODE_LENGTHS is itself told (RFC 1951 §3.2.7): [symbol, extra bits, how many of these]; 18 is a run of zeros.
const TOLD = [[3], [4], [18, 127, 7], [18, 104, 7], [4], ...Array(3).fill([6]), ...Array(26).fill([7]), [1], [1]];
const TOLD_LENGTHS = new Uint8Array(19);
Object.assign(TOLD_LENGTHS, { 1: 3, 3: 3, 4: 3, 6: 3, 7: 2, 18: 2 });
const TOLD_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// Canonical Huffman codes, turned round, as deflate wants its first bit lowest.
function codes(lengths) {
  const made = new Uint16Array(lengths.length);
  let next = 0;
  for (let length = 1; length <= 7; length += 1, next *= 2) {
    lengths.forEach((one, symbol) => {
      if (one !== length) return;
      for (let bit = 0; bit < length; bit += 1) made[symbol] |= ((next >> bit) & 1) << (length - 1 - bit);
      next += 1;
    });
  }
  return made;
}

const CODES = codes(CODE_LENGTHS);
const TOLD_CODES = codes(TOLD_LENGTHS);

// For a run of 3 to 257 bytes: [symbol, extra bits, how many of these] (RFC 1951 §3.2.5).
const RUNS = Array.from({ length: 258 }, (_, run) => {
  const over = run - 3;
  if (over < 8) return [257 + over, 0, 0];
  const extra = 29 - Math.clz32(over);
  return [257 + 4 * extra + (over >> extra), over & ((1 << extra) - 1), extra];
});

class Zeros {
  constructor(bytes) {
    this.out = new Uint8Array(Math.ceil(bytes / 900) + 4096);
    this.at = 0; // in bits
    this.a = 1; // Adler-32
    this.b = 0;
    this.bits(0x0178, 16); // zlib's two bytes
    this.bits(0b101, 3); // the last block, with codes of its own
    this.bits(286 - 257, 5);
    this.bits(1 - 1, 5); // one distance, 1, whose code is one bit, 0
    this.bits(19 - 4, 4);
    TOLD_ORDER.forEach((symbol) => this.bits(TOLD_LENGTHS[symbol], 3));
    for (const [symbol, extra, many] of TOLD) {
      this.bits(TOLD_CODES[symbol], TOLD_LENGTHS[symbol]);
      if (many) this.bits(extra, many);
    }
  }

  room(bits) {
    if (this.at + bits + 64 < this.out.length * 8) return;
    const larger = new Uint8Array(this.out.length * 2 + (bits >> 3));
    larger.set(this.out);
    this.out = larger;
  }

  bits(value, many) {
    this.room(many);
    for (let bit = 0; bit < many; bit += 1, this.at += 1) {
      if ((value >> bit) & 1) this.out[this.at >> 3] |= 1 << (this.at & 7);
    }
  }

  byte(value) {
    this.bits(CODES[value], CODE_LENGTHS[value]);
    this.a = (this.a + value) % 65521;
    this.b = (this.b + this.a) % 65521;
  }

  zeros(many) {
    if (many < 1) return;
    this.byte(0);
    let left = many - 1;
    this.b = (this.b + left * this.a) % 65521;
    const whole = Math.floor(left / 258);
    this.room(whole * 2);
    this.at += whole * 2;
    left -= whole * 258;
    for (; left > 0 && left < 3; left -= 1) this.bits(CODES[0], CODE_LENGTHS[0]);
    if (!left) return;
    const [symbol, extra, extraBits] = RUNS[left];
    this.bits(CODES[symbol], CODE_LENGTHS[symbol]);
    this.bits(extra, extraBits);
    this.bits(0, 1); // the distance
  }

  done() {
    this.bits(CODES[256], CODE_LENGTHS[256]);
    this.room(64);
    const end = (this.at + 7) >> 3;
    new DataView(this.out.buffer).setUint32(end, ((this.b << 16) | this.a) >>> 0);
    return this.out.subarray(0, end + 4);
  }
}

// Where in a row the paint begins and ends, in turn.
function turns(mask, y, turn) {
  const row = y * mask.stride;
  let on = 0;
  for (let place = 0; place < mask.stride; place += 1) {
    const byte = mask.bits[row + place];
    if (byte === (on ? 0xff : 0)) continue;
    for (let bit = 0; bit < 8; bit += 1) {
      const now = (byte >> (7 - bit)) & 1;
      const x = place * 8 + bit;
      if (now !== on && x < mask.width) turn(x, now);
      on = now;
    }
  }
}

function packed(mask) {
  const out = new Zeros((mask.width * 4 + 1) * mask.height);
  for (let y = 0; y < mask.height; y += 1) {
    out.byte(1); // the filter
    let at = 0;
    let alpha = 0;
    const change = (x, value) => {
      out.zeros(x * 4 + 3 - at);
      out.byte((value - alpha) & 255);
      alpha = value;
      at = x * 4 + 4;
    };
    if (!(mask.bits[y * mask.stride] & 0x80)) change(0, 255);
    turns(mask, y, (x, on) => (x || !on) && change(x, on ? 0 : 255));
    out.zeros(mask.width * 4 - at);
  }
  return out.done();
}

const CRC = Uint32Array.from({ length: 256 }, (_, word) => {
  let crc = word;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function chunk(name, body) {
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  bytes.set([...name].map((letter) => letter.charCodeAt(0)), 4);
  bytes.set(body, 8);
  let crc = 0xffffffff;
  for (let at = 4; at < 8 + body.length; at += 1) crc = CRC[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  view.setUint32(8 + body.length, ~crc >>> 0);
  return bytes;
}

export function png(mask) {
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, mask.width);
  new DataView(head.buffer).setUint32(4, mask.height);
  head.set([8, 6], 8); // eight bits each of red, green, blue, alpha
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [signature, chunk('IHDR', head), chunk('IDAT', packed(mask)), chunk('IEND', [])];
  return new Blob(parts, { type: 'image/png' });
}

// The mask as the screen samples it: one byte for each dot of `part`, where a dot d shows pixel (d - origin) / scale.
function sample(mask, { x, y, scaleX, scaleY }, part) {
  const all = mask.bits;
  const grid = new Uint8Array(part.width * part.height);
  const bytes = new Int32Array(part.width);
  const bits = new Uint8Array(part.width); // stays 0 beside the picture
  for (let i = 0; i < part.width; i += 1) {
    const pixel = Math.floor((part.left + i + 0.5 - x) / scaleX);
    if (pixel < 0 || pixel >= mask.width) continue;
    bytes[i] = pixel >> 3;
    bits[i] = 128 >> (pixel & 7);
  }
  const some = new Uint8Array(part.height); // rows with anything in them
  let before = -1;
  for (let j = 0, at = 0; j < part.height; j += 1, at += part.width) {
    const pixel = Math.floor((part.top + j + 0.5 - y) / scaleY);
    if (pixel < 0 || pixel >= mask.height) continue;
    if (pixel === before) {
      some[j] = some[j - 1];
      if (some[j]) grid.copyWithin(at, at - part.width, at);
      continue;
    }
    before = pixel;
    const row = pixel * mask.stride;
    if (mask.blank(pixel)) continue;
    some[j] = 1;
    for (let i = 0; i < part.width; i += 1) grid[at + i] = all[row + bytes[i]] & bits[i] ? 1 : 0;
  }
  return { grid, some };
}

// Draws the part {left, top, width, height} of a screen: what is painted in a tint with thin stripes, and around it
// a double line, light inside and dark outside, so that it can be told from any picture. Colours are 0xAABBGGRR.
export function shade(pen, mask, place, part, { line, fill, stripe, light, dark }) {
  const wide = part.width + 2 * line;
  const around = {
    left: part.left - line, top: part.top - line, width: wide, height: part.height + 2 * line,
  };
  const { grid, some } = sample(mask, place, around);
  const image = new ImageData(part.width, part.height);
  const dots = new Uint32Array(image.data.buffer);
  const far = line * wide;
  for (let j = 0; j < part.height; j += 1) {
    if (!some[j] && !some[j + line] && !some[j + 2 * line]) continue;
    let at = (j + line) * wide + line;
    const slant = part.left + part.top + j - j * part.width;
    const apart = 8 * line;
    for (let dot = j * part.width; dot < (j + 1) * part.width; dot += 1, at += 1) {
      const near = grid[at] + grid[at - line] + grid[at + line] + grid[at - far] + grid[at + far];
      if (near === 5) dots[dot] = (slant + dot) % apart ? fill : stripe;
      else if (near) dots[dot] = grid[at] ? light : dark;
    }
  }
  pen.putImageData(image, part.left, part.top);
}

export const LIGHT = 0xffffffff;
export const DARK = 0xd8141414;

// The outline alone on a canvas of that size, to be laid over the picture.
export function outlined(mask, { width, height }, line = 2) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const place = { x: 0, y: 0, scaleX: width / mask.width, scaleY: height / mask.height };
  shade(canvas.getContext('2d'), mask, place, { left: 0, top: 0, width, height },
    { line, fill: 0, stripe: 0, light: LIGHT, dark: DARK });
  return canvas;
}

export async function outline(url, size) {
  const mask = await read(url, size);
  return outlined(mask, mask);
}
