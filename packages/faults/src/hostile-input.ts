import fc from "fast-check";

/** Of the current run; printed with what fails. `npm run test:nightly` tries more, and a seed of one's own finds others. */
export const FUZZ = {
  runs: Number(process.env["ATLAS_FUZZ_RUNS"] ?? 500),
  seed: Number(process.env["ATLAS_FUZZ_SEED"] ?? 20_261_130),
} as const;

/** What readers of text trip over: encodings, numbers that are none, names that every object has, long runs of one thing. */
const NASTY_TEXTS = [
  "",
  " ",
  "\0",
  "\uFEFF",
  "\uD83D",
  "\uFDFA".repeat(50),
  "e\u0301".repeat(50),
  "%",
  "%00",
  "%ff%fe",
  "%E0%A4%A",
  "../../../../etc/passwd",
  "..%2f..%2f",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "-0",
  "1e999",
  "0x10",
  "9".repeat(400),
  "-".repeat(400),
  "a".repeat(5_000),
  "(".repeat(5_000),
  "[".repeat(5_000),
  '{"a":'.repeat(2_000),
  ";".repeat(2_000),
  ",".repeat(2_000),
  "=".repeat(2_000),
  "'; DROP TABLE users; --",
  "<script>alert(1)</script>",
  "${jndi:ldap://a}",
  "\r\n\r\nGET / HTTP/1.1",
  "2026-02-30T25:61:61Z",
  "0001-01-01T00:00:00+99:99",
  "bytes=0-",
  "bytes=-0",
  "bytes=9999999999999999999-",
  "::ffff:127.0.0.1",
  "0199d3a0-6c1e-7000-8000-00000000dead",
];

/** Any text, halves of surrogate pairs among them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_TEXTS),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
);

/** What HTTP lets stand in the value of a header. */
export const hostileHeader: fc.Arbitrary<string> = hostileText.map((text) =>
  text.replaceAll(/[^\t\u0020-\u007E\u0080-\u00FF]/g, "").trim(),
);

export const hostileBytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 300 });

const leaf = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1, -1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, -(2 ** 63)),
);

/** Names that have a meaning on the object itself. */
const NAMES = ["id", "length", "then", "toString", "valueOf", "toJSON", "constructor", "__proto__"];

const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), hostileText), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** Any value that JSON can carry: made by its reader, as what comes from outside is. */
export const hostileJson: fc.Arbitrary<unknown> = fc
  .oneof({ weight: 9, arbitrary: anything }, fc.constantFrom({ length: { toString: 1 } }, { length: { valueOf: 1 } }))
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/** One of the values, or near it: with a part of it, at any depth, replaced by, or missing or joined with, something else. */
export function nearly(values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(values, hostileJson, fc.nat(), fc.constantFrom("replace", "drop", "add"))
    .map(([value, other, at, change]) => changed(value, { other, at, change }));
}

interface Change {
  readonly other: unknown;
  readonly at: number;
  readonly change: "replace" | "drop" | "add";
}

function changed(value: unknown, { other, at, change }: Change): unknown {
  if (typeof value !== "object" || value === null) return other;
  if (Array.isArray(value)) {
    if (value.length === 0) return [other];
    const index = at % value.length;
    return value.map((part: unknown, place) =>
      place === index ? changed(part, { other, at: at >> 3, change }) : part,
    );
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || change === "add") return Object.fromEntries([...entries, ["surplus", other]]);
  const index = at % entries.length;
  return Object.fromEntries(
    entries.flatMap(([key, part], place): [string, unknown][] => {
      if (place !== index) return [[key, part]];
      if (change === "drop") return [];
      return [[key, at % 5 === 0 ? changed(part, { other, at: at >> 3, change }) : other]];
    }),
  );
}

interface Edit {
  readonly kind: "set" | "insert" | "delete" | "repeat" | "cut";
  readonly at: number;
  readonly byte: number;
}

const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Edit["kind"]>("set", "insert", "delete", "repeat", "cut"),
    at: fc.nat(),
    byte: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x22, 0x7b, 0x5b), fc.nat(255)),
  }),
  { minLength: 1, maxLength: 6 },
);

/** One of the valid things with some of its bytes changed, added, taken away or repeated: what gets further into a reader. */
export function damaged(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.tuple(valid, edits).map(([bytes, list]) => list.reduce(edited, bytes));
}

/** The same of a text. */
export function damagedText(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return damaged(valid.map((text) => new TextEncoder().encode(text))).map((bytes) => new TextDecoder().decode(bytes));
}

function edited(bytes: Uint8Array, { kind, at, byte }: Edit): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(byte);
  const place = at % bytes.length;
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  switch (kind) {
    case "set":
      return Uint8Array.of(...before, byte, ...after.subarray(1));
    case "insert":
      return Uint8Array.of(...before, byte, ...after);
    case "delete":
      return Uint8Array.of(...before, ...after.subarray(1 + (byte % 8)));
    case "repeat":
      return Uint8Array.of(...before, ...after.subarray(0, 1 + (byte % 16)), ...after);
    case "cut":
      return Uint8Array.from(before);
  }
}
