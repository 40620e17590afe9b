import { damaged, damagedText, hostileBytes, hostileJson, hostileText, nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { isValidLatLng } from "./geo.ts";
import { readFinding } from "./alerts/alert.ts";
import { parseAmountMinor } from "./money.ts";
import { decodePlusCode } from "./places/plus-code.ts";
import { readPoint } from "./places/read-point.ts";
import { decodePolyline, encodePolyline } from "./polyline.ts";
import { decodePingFrame, encodePingFrame } from "./positions/ping-frame.ts";
import { emailAddressSchema, personNameSchema, profileFields } from "./profile-fields.ts";
import { decodeGraph, encodeGraph } from "./roads/graph-file.ts";
import { graphOf } from "./roads/road-fixture.ts";
import { newServiceAreaSchema, serviceAreaSchema } from "./service-area.ts";
import { readSearchTerms } from "./search-terms.ts";
import { isStorableText } from "./storable-text.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

test("an amount is one or is refused", async () => {
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileJson, hostileText, fc.integer(), fc.bigInt()),
    parse(input) {
      const amount = parseAmountMinor(input);
      if (amount.ok) expect(amount.value).toBeGreaterThan(0n);
    },
  });
});

test("what was typed into a search is read as what it may be, and nothing in it is longer", async () => {
  const near = fc.constantFrom("B1030AWW", "+62 812-345", "1101", "0199d3a0-6c1e-7000-8000-00000000dead", "deadbeef");
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(near)),
    parse(typed) {
      const { phone, plate, shortId, accountCode } = readSearchTerms(typed);
      for (const term of [phone, plate, shortId, accountCode]) {
        if (term !== null) expect(term).toMatch(/^[0-9A-Za-z]+$/);
      }
    },
  });
});

test("what was typed in place of a name is a point on Earth, a name, a link or nothing", async () => {
  const near = fc.constantFrom(
    "-6.1754, 106.8272",
    `6°10'31"S 106°49'38"E`,
    "RRFG+RV Jakarta",
    "https://www.google.com/maps/place/Monas/@-6.17,106.82,17z/data=!3d-6.1754!4d106.8272",
    "geo:0,0?q=-6.1754,106.8272(Monas)",
  );
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(near)),
    parse(typed) {
      const read = readPoint(typed, { lat: -6.2, lng: 106.8 });
      if (read?.kind === "point") expect(isValidLatLng(read.point)).toBe(true);
      if (read?.kind === "name") expect(read.name).toMatch(/\p{L}/u);
    },
  });
});

test("a plus code is a point on Earth or none", async () => {
  const near = fc.constantFrom("6P58QRX2+X2", "RRFG+RV", "84000000+");
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(near)),
    parse(code) {
      const point = decodePlusCode(code, { lat: 89.9, lng: -179.9 });
      if (point !== null) expect(isValidLatLng(point)).toBe(true);
    },
  });
});

test("a stored alert is read or refused", async () => {
  const kinds = fc.oneof(hostileText, fc.constantFrom("off-route", "self-ride", "rating-bomb"));
  await tryParser(watchdog, {
    inputs: fc.tuple(kinds, hostileJson),
    parse: ([kind, details]) => readFinding(kind, details),
  });
});

test("an object with a length of its own is no text and no list, and is refused as one", () => {
  for (const length of [{ toString: 1 }, { valueOf: 1 }, "5", null, 5]) {
    expect(personNameSchema.safeParse({ length }).success).toBe(false);
    expect(newServiceAreaSchema.safeParse({ type: "Polygon", coordinates: { length } }).success).toBe(false);
  }
});

test("a polyline is points or no polyline", async () => {
  const lines = fc
    .array(
      fc.record({
        lat: fc.double({ min: -90, max: 90, noNaN: true }),
        lng: fc.double({ min: -180, max: 180, noNaN: true }),
      }),
    )
    .map((points) => encodePolyline(points));
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(lines)),
    // Documented: what is cut off or holds another character.
    refusal: RangeError,
    parse(text) {
      for (const { lat, lng } of decodePolyline(text)) expect([typeof lat, typeof lng]).toEqual(["number", "number"]);
    },
  });
});

test("a frame of pings is one to five hundred of them, or none", async () => {
  const ping = { lat: -6.2, lng: 106.8, ageMs: 5, headingDeg: 90, speedMps: null, accuracyM: 3, isMock: false };
  const driverId = "0199d3a0-6c1e-7000-8000-00000000dead";
  const frames = [1, 3].map((count) => encodePingFrame({ frame: 7, pings: Array(count).fill({ ...ping, driverId }) }));
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileBytes, damaged(fc.constantFrom<Uint8Array>(...frames))),
    parse(bytes) {
      for (const { lat, ageMs } of decodePingFrame(bytes)?.pings ?? []) {
        expect([Number.isFinite(lat), ageMs >= 0]).toEqual([true, true]);
      }
    },
  });
});

test("a road graph is one or is damaged", async () => {
  const graph = encodeGraph(graphOf([{ at: [1, 2], name: "Jalan Café" }, { at: [2, 3, 103] }]));
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileBytes, damaged(fc.constant(graph))),
    parse: (bytes) => decodeGraph(bytes),
  });
});

test("the area of a city is one or is refused", async () => {
  const ring = [
    [106.6, -6.4],
    [107, -6.4],
    [107, -6],
    [106.6, -6.4],
  ];
  const areas = fc.constantFrom<unknown>(
    { type: "Polygon", coordinates: [ring] },
    { type: "MultiPolygon", coordinates: [[ring], [ring]] },
  );
  for (const schema of [serviceAreaSchema, newServiceAreaSchema]) {
    await tryParser(watchdog, {
      inputs: fc.oneof(hostileJson, nearly(areas)),
      parse: (input) => schema.safeParse(input),
    });
  }
});

test("what people say of themselves is storable text or is refused", async () => {
  const emails = fc.emailAddress();
  const schemas = [emailAddressSchema, personNameSchema, ...Object.values(profileFields)];
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, hostileJson, damagedText(emails)),
    parse(input) {
      for (const schema of schemas) {
        const { success, data } = schema.safeParse(input);
        if (success && typeof data === "string") expect(isStorableText(data)).toBe(true);
      }
    },
  });
});
