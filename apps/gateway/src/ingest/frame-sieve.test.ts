import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameSieve } from "./frame-sieve.ts";

const MOST_BYTES = 200;
const TEXT = 1;
const CONTINUATION = 0;

interface FrameOptions {
  readonly isFinal?: boolean;
  readonly opcode?: number;
  readonly mask?: readonly number[] | null;
}

/** A frame as a client sends it. */
function frame(text: string, { isFinal = true, opcode = TEXT, mask = [1, 2, 3, 250] }: FrameOptions = {}): Buffer {
  const payload = Buffer.from(text, "latin1");
  const maskBit = mask === null ? 0 : 0x80;
  const first = (isFinal ? 0x80 : 0) | opcode;
  const head =
    payload.length < 126
      ? Buffer.from([first, maskBit | payload.length])
      : Buffer.from([first, maskBit | 126, payload.length >> 8, payload.length & 0xff]);
  const masked = payload.map((byte, index) => byte ^ (mask?.[index % 4] ?? 0));
  return Buffer.concat([head, Buffer.from(mask ?? []), masked]);
}

/** Sifts the chunks; texts that begin with `+` are taken. */
function sift(chunks: readonly Buffer[]): { taken: string[]; left: Buffer } {
  const sieve = new FrameSieve(MOST_BYTES);
  const taken: string[] = [];
  const left = chunks.flatMap((chunk) =>
    sieve.sift(chunk, (bytes, length) => {
      const text = bytes.toString("latin1", 0, length);
      if (text.startsWith("+")) taken.push(text);
      return text.startsWith("+");
    }),
  );
  return { taken, left: Buffer.concat(left) };
}

test("of many frames in one chunk those that are taken disappear, the others go on byte for byte", () => {
  const kept = [frame("a"), frame("b".repeat(300))];
  const [first, second] = kept;
  if (!first || !second) throw new Error("no frames");
  const { taken, left } = sift([Buffer.concat([frame("+1"), first, frame("+2"), frame("+3"), second, frame("+4")])]);
  expect(taken).toEqual(["+1", "+2", "+3", "+4"]);
  expect(left).toEqual(Buffer.concat(kept));
});

test.each([
  ["longer than the limit", frame(`+${"x".repeat(MOST_BYTES)}`)],
  ["without a mask", frame("+", { mask: null })],
  ["binary", frame("+", { opcode: 2 })],
  ["a ping", frame("+", { opcode: 9 })],
  ["a close", frame("+", { opcode: 8 })],
  ["compressed", Buffer.concat([Buffer.from([0xc1]), frame("+").subarray(1)])],
])("a frame that is %s is not offered", (_, bytes) => {
  expect(sift([bytes])).toEqual({ taken: [], left: bytes });
});

test("nothing is taken out of the middle of a fragmented message, and everything after it again", () => {
  const fragments = [
    frame("+1", { isFinal: false }),
    frame("+2", { opcode: CONTINUATION, isFinal: false }),
    frame("", { opcode: 9 }),
    frame("+3", { opcode: CONTINUATION }),
  ];
  expect(sift([...fragments, frame("+4")])).toEqual({ taken: ["+4"], left: Buffer.concat(fragments) });
});

test("a long frame goes on as it arrives, a short one when it is whole", () => {
  const sieve = new FrameSieve(MOST_BYTES);
  const none = (): boolean => false;
  const long = frame("x".repeat(60_000));
  expect(sieve.sift(long.subarray(0, 1_000), none)).toEqual([long.subarray(0, 1_000)]);
  expect(sieve.sift(long.subarray(1_000), none)).toEqual([long.subarray(1_000)]);
  const short = frame("abc");
  expect(sieve.sift(short.subarray(0, 5), none)).toEqual([]);
  expect(sieve.sift(short.subarray(5), none)).toEqual([short]);
});

test("where the bytes are cut changes nothing", () => {
  const text = fc.oneof(
    fc.nat(9).map((digit) => `+${digit}`),
    fc.integer({ min: 0, max: 400 }).map((length) => "k".repeat(length)),
    fc.integer({ min: 0, max: 400 }).map((length) => `+${"t".repeat(length)}`),
  );
  const mask = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, mask), { maxLength: 12 }), fc.array(fc.nat(4_000)), (texts, cuts) => {
      const frames = texts.map(([content, key]) => ({ content, bytes: frame(content, { mask: key }) }));
      const all = Buffer.concat(frames.map(({ bytes }) => bytes));
      const at = [0, ...cuts.filter((cut) => cut < all.length).toSorted((a, b) => a - b), all.length];
      const chunks = at.slice(1).map((end, index) => all.subarray(at[index], end));
      const isTaken = (content: string): boolean => content.startsWith("+") && content.length <= MOST_BYTES;
      expect(sift(chunks)).toEqual({
        taken: texts.map(([content]) => content).filter(isTaken),
        left: Buffer.concat(frames.filter(({ content }) => !isTaken(content)).map(({ bytes }) => bytes)),
      });
    }),
    { seed: 9 },
  );
});
