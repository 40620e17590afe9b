/** Takes a text of `length` bytes at the start of `bytes`, or declines it by false. The bytes are lent for the call. */
export type TakeText = (bytes: Buffer, length: number) => boolean;

const FINAL_TEXT = 0x81;
const FINAL = 0x80;
const CONTROL = 0x08;
const MASKED = 0x80;
const LENGTH = 0x7f;
const MASK_BYTES = 4;

/**
 * Walks the WebSocket frames of one client in the bytes as they arrive, and takes short whole text messages out of them;
 * everything else goes on untouched, for the library that speaks the protocol. It knows frames from their heads only: whether
 * they are right is for the library to say.
 */
export class FrameSieve {
  readonly #mostBytes: number;
  readonly #text: Buffer;
  /** The beginning of a frame that has not arrived whole. */
  #held: Buffer | null = null;
  /** Bytes of a long frame that are still to come. */
  #passing = 0;
  #isInFragments = false;

  /** @param mostBytes of a text that may be taken */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
    this.#text = Buffer.alloc(mostBytes);
  }

  /** What is left of the bytes when `take` has had its share. */
  sift(chunk: Buffer, take: TakeText): Buffer[] {
    const data = this.#held === null ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = null;
    const left: Buffer[] = [];
    let leftFrom = 0;
    let at = Math.min(this.#passing, data.length);
    this.#passing -= at;
    for (let frame = this.#frameAt(data, at); frame !== null; frame = this.#frameAt(data, at)) {
      const end = at + frame.headBytes + frame.length;
      if (end > data.length && frame.length <= this.#mostBytes) break;
      if (this.#isTaken(data, at, frame, take)) {
        if (leftFrom < at) left.push(data.subarray(leftFrom, at));
        leftFrom = end;
      } else this.#noteFragments(data[at] ?? 0);
      at = Math.min(end, data.length);
      this.#passing = end - at;
    }
    if (leftFrom < at) left.push(data.subarray(leftFrom, at));
    if (at < data.length) this.#held = Buffer.from(data.subarray(at));
    return left;
  }

  /** The frame that begins at `at`; null until its head has arrived. */
  #frameAt(data: Buffer, at: number): { headBytes: number; length: number } | null {
    const second = data[at + 1];
    if (second === undefined) return null;
    const short = second & LENGTH;
    const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8;
    const headBytes = 2 + lengthBytes + ((second & MASKED) === 0 ? 0 : MASK_BYTES);
    if (at + headBytes > data.length) return null;
    if (lengthBytes === 0) return { headBytes, length: short };
    const length = lengthBytes === 2 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
    return { headBytes, length };
  }

  #isTaken(
    data: Buffer,
    at: number,
    { headBytes, length }: { headBytes: number; length: number },
    take: TakeText,
  ): boolean {
    const isShortText = data[at] === FINAL_TEXT && !this.#isInFragments && length <= this.#mostBytes;
    if (!isShortText || ((data[at + 1] ?? 0) & MASKED) === 0) return false;
    const from = at + headBytes;
    for (let index = 0; index < length; index += 1) {
      this.#text[index] = (data[from + index] ?? 0) ^ (data[from - MASK_BYTES + (index & 3)] ?? 0);
    }
    return take(this.#text, length);
  }

  /** Between the first and the final fragment of a message no other text may begin. */
  #noteFragments(first: number): void {
    if ((first & CONTROL) === 0) this.#isInFragments = (first & FINAL) === 0;
  }
}
