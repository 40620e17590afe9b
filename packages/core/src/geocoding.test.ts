import { expect, test } from "vitest";
import { PLACE_KINDS, placeRecordSchema } from "./geocoding.ts";

const GELORA = { name: "Gelora Bung Karno", kind: "landmark", lat: -6.2186, lng: 106.8023 };

test("a row of places.json may have other names, the area it lies in and a weight", () => {
  const full = { ...GELORA, aliases: ["gbk"], parent: "Senayan", weight: 1 };
  expect(placeRecordSchema.parse(full)).toEqual(full);
  expect(placeRecordSchema.parse({ ...GELORA, weight: 0 })).toMatchObject({ weight: 0 });
  expect(placeRecordSchema.parse({ ...GELORA, lat: 90, lng: -180 })).toMatchObject({ lat: 90, lng: -180 });
  for (const kind of PLACE_KINDS) expect(placeRecordSchema.parse({ ...GELORA, kind }).kind).toBe(kind);
});

test.each([
  { name: "" },
  { kind: "shop" },
  { lat: 90.1 },
  { lat: -90.1 },
  { lng: 180.1 },
  { lng: -180.1 },
  { aliases: [""] },
  { aliases: "gbk" },
  { parent: "" },
  { weight: 1.1 },
  { weight: -0.1 },
])("a place is refused with %o", (change) => {
  expect(placeRecordSchema.safeParse({ ...GELORA, ...change }).success).toBe(false);
});
