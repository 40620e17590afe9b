import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlaceRecord } from "@atlas/core/geocoding";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GroundThreads } from "./ground-threads.ts";
import { createThreadedGeocoder } from "./threaded-ground.ts";

const MONAS: PlaceRecord = { name: "Monas", kind: "landmark", lat: -6.1754, lng: 106.8272 };

let cityDir: string;
let threads: GroundThreads;
beforeEach(async () => {
  cityDir = await mkdtemp(join(tmpdir(), "atlas-city-"));
  for (const city of ["town", "damaged"]) await mkdir(join(cityDir, city));
  await writeFile(join(cityDir, "town", "places.json"), JSON.stringify([MONAS]));
  await writeFile(join(cityDir, "damaged", "graph.bin"), "no graph");
  threads = new GroundThreads({ cityDir, count: 1 });
});
afterEach(async () => {
  await threads[Symbol.asyncDispose]();
  await rm(cityDir, { recursive: true });
});

test("places are found by a thread, and what is asked of a city without a folder finds nothing", async () => {
  const geocoder = createThreadedGeocoder({ threads, cityId: "town", caller: "rider" });
  expect(await geocoder.search("mon")).toMatchObject([{ label: "Monas" }]);
  expect(await geocoder.popular()).toMatchObject([{ label: "Monas" }]);
  expect(await geocoder.reverse(MONAS)).toMatchObject({ label: "Monas" });
  expect(await createThreadedGeocoder({ threads, cityId: "elsewhere", caller: "rider" }).search("mon")).toEqual([]);
});

test("a second caller's search is done before the first one's forty", async () => {
  const order: string[] = [];
  const search = async (caller: string): Promise<void> => {
    await createThreadedGeocoder({ threads, cityId: "town", caller }).search("mon");
    order.push(caller);
  };
  await Promise.all([...Array.from({ length: 40 }, () => search("flood")), search("other")]);
  // One was under way.
  expect([order.indexOf("other"), order.length]).toEqual([1, 41]);
});

test("a city whose files are damaged says so, and the next one is read", async () => {
  const describe = (cityId: string) => threads.run("", { kind: "describe", cityId, args: [] });
  await expect(describe("damaged")).rejects.toThrow("graph.bin");
  expect(await describe("town")).toEqual({ hasRoads: false, hasPlaces: true });
});

test("what waits when the threads end is refused, not left waiting", async () => {
  const geocoder = createThreadedGeocoder({ threads, cityId: "town", caller: "rider" });
  const all = Promise.allSettled(Array.from({ length: 5 }, () => geocoder.search("mon")));
  await threads[Symbol.asyncDispose]();
  const codes = (await all).map((one) => (one.status === "rejected" ? one.reason.code : "done"));
  expect(codes).toEqual(Array.from({ length: 5 }, () => "DEPENDENCY_UNAVAILABLE"));
  await expect(geocoder.search("mon")).rejects.toMatchObject({ code: "DEPENDENCY_UNAVAILABLE" });
});
