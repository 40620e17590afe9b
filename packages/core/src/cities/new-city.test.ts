import { expect, test } from "vitest";
import { z } from "zod";
import { validateNewCity, newCityFields } from "./new-city.ts";

const schema = z.object(newCityFields);
const TARIFF = { baseMinor: 200, perKmMinor: 90, perMinuteMinor: 0, minimumMinor: 300, roundingMinor: 10 };
const BOX = [
  [103.6, 1.2],
  [104, 1.2],
  [104, 1.5],
  [103.6, 1.5],
  [103.6, 1.2],
];
const SINGAPORE = {
  cityId: "singapore",
  name: "Singapore",
  currency: "SGD",
  timezone: "Asia/Singapore",
  defaultLocale: "en",
  serviceArea: { type: "Polygon", coordinates: [BOX] },
  tariffs: [{ vehicleType: "go-car", ...TARIFF }],
  commissionBps: 1_800,
  taxBps: 0,
  cancelFeeMinor: 400,
  waitingPerMinuteMinor: 0,
  adjustmentLimitMinor: "10000",
};

test("amounts may be zero, and come out as minor units", () => {
  const city = schema.parse(SINGAPORE);
  expect(city).toMatchObject({ adjustmentLimitMinor: 10_000n, waitingPerMinuteMinor: 0n });
  expect(city.tariffs).toMatchObject([{ baseMinor: 200n, perMinuteMinor: 0n }]);
});

test.each([
  ["cityId", "Singapore"],
  ["cityId", "../singapore"],
  ["cityId", "two--hyphens"],
  ["cityId", "a{tag}"],
  ["name", " \u200B"],
  ["currency", "XXX"],
  ["currency", "toString"],
  ["timezone", "Mars/Olympus"],
  ["timezone", "+07:00"],
  ["defaultLocale", "English"],
  ["tariffs", []],
  ["tariffs", [{ vehicleType: "go-car", ...TARIFF, roundingMinor: 0 }]],
  ["tariffs", [{ vehicleType: "go-car", ...TARIFF, baseMinor: -1 }]],
  ["tariffs", [{ vehicleType: "go-boat", ...TARIFF }]],
  ["commissionBps", 10_001],
  ["cancelFeeMinor", 0.5],
  ["cancelFeeMinor", "1000000001"],
])("a %s of %j is refused", (field, value) => {
  const read = schema.safeParse({ ...SINGAPORE, [field]: value });
  expect(read.error?.issues.map(({ path }) => path[0])).toEqual([field]);
});

test("maps begin in the middle of the area, or where the city says", () => {
  const city = schema.parse(SINGAPORE);
  expect(validateNewCity(city, [])).toEqual({ ok: true, value: { center: { lat: 1.35, lng: 103.8 } } });
  const center = { lat: 1.29, lng: 103.85 };
  expect(validateNewCity({ ...city, center }, [])).toEqual({ ok: true, value: { center } });
});

test.each([
  ["with a centre elsewhere", { center: { lat: 48, lng: 2 } }, "centre"],
  ["that takes more than a fare", { commissionBps: 9_000, taxBps: 2_000 }, "whole fare"],
  [
    "with two tariffs for cars",
    { tariffs: [...SINGAPORE.tariffs, ...SINGAPORE.tariffs] },
    "one tariff for each vehicle type",
  ],
  ["whose area is open", { serviceArea: { type: "Polygon", coordinates: [BOX.slice(0, 4)] } }, "first point"],
])("a city %s is refused", (_, more, message) => {
  const result = validateNewCity(schema.parse({ ...SINGAPORE, ...more }), []);
  expect(result).toMatchObject({
    ok: false,
    error: { code: "INVALID_INPUT", message: expect.stringContaining(message) },
  });
});

test("a city on the ground of another one is refused by the other's name", () => {
  const city = schema.parse(SINGAPORE);
  const other = { id: "temasek", name: "Temasek", serviceArea: city.serviceArea };
  expect(validateNewCity(city, [other])).toEqual({
    ok: false,
    error: { code: "CITY_AREAS_OVERLAP", message: "The service area covers ground of Temasek." },
  });
});
