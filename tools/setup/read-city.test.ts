import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCity } from "./read-city.ts";

const FLAGS = {
  id: "sabang",
  name: "Sabang",
  timezone: "Asia/Jakarta",
  currency: "IDR",
  locale: "id",
  bounds: "95.2,5.8,95.4,5.95",
};

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "atlas-read-city-"));
  mkdirSync(join(dir, "sabang"));
  const area = {
    type: "Polygon",
    coordinates: [
      [
        [95.2, 5.8],
        [95.4, 5.8],
        [95.3, 5.95],
        [95.2, 5.8],
      ],
    ],
  };
  const built = {
    version: 1,
    cityId: "sabang",
    name: "Kota Sabang",
    timezone: "Asia/Jakarta",
    isSchematic: false,
    attribution: "©",
  };
  const ground = { center: { lat: 5.85, lng: 95.3 }, bounds: [95.2, 5.8, 95.4, 5.95], serviceArea: area };
  writeFileSync(join(dir, "sabang", "city.json"), JSON.stringify({ ...built, ...ground }));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("flags make a city with the tariffs of rupiah", async () => {
  const city = await readCity(FLAGS, undefined, null);
  expect(city).toMatchObject({
    cityId: "sabang",
    name: "Sabang",
    cancelFeeMinor: 5_000n,
    adjustmentLimitMinor: 1_000_000n,
  });
  expect(city?.tariffs).toContainEqual(expect.objectContaining({ vehicleType: "go-ride", baseMinor: 10_000n }));
  expect(city?.serviceArea).toMatchObject({
    coordinates: [
      [
        [95.2, 5.8],
        [95.4, 5.8],
        [95.4, 5.95],
        [95.2, 5.95],
        [95.2, 5.8],
      ],
    ],
  });
});

test("what the built folder knows need not be said", async () => {
  const city = await readCity({ id: "sabang" }, dir, null);
  expect(city).toMatchObject({ name: "Kota Sabang", timezone: "Asia/Jakarta", center: { lat: 5.85, lng: 95.3 } });
  expect(city?.serviceArea.coordinates[0]).toHaveLength(4);
});

test("a person is asked for what is left, and takes what is known", async () => {
  const asked: string[] = [];
  const city = await readCity({}, dir, async (question, known) => {
    asked.push(question);
    return Promise.resolve(known ?? "sabang");
  });
  expect(city).toMatchObject({ cityId: "sabang", name: "Kota Sabang" });
  expect(asked).toHaveLength(5);
});

test("nobody to ask and nothing said is no city", async () => {
  expect(await readCity({}, dir, null)).toBeNull();
});

test.each([
  ["another currency", { ...FLAGS, currency: "USD" }, "write a file"],
  ["a box from east to west", { ...FLAGS, bounds: "95.4,5.8,95.2,5.95" }, "west,south,east,north"],
  ["three sides", { ...FLAGS, bounds: "95.4,5.8,95.2" }, "west,south,east,north"],
  ["no area", { ...FLAGS, bounds: undefined }, "Say --bounds"],
  ["a file that is not there", { file: join(tmpdir(), "atlas-no-such-city.json") }, "cannot be read as JSON"],
  ["an id that is a path", { ...FLAGS, id: "../sabang" }, "cityId"],
  ["an unknown time zone", { ...FLAGS, timezone: "Mars" }, "timezone"],
])("%s is refused with what to do", async (_, flags, message) => {
  await expect(readCity(flags, undefined, null)).rejects.toThrow(message);
});
