/** One thread with the roads and places of all cities that somebody has asked for. Runs one task after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { DomainError } from "@atlas/core/errors";
import { z } from "zod";
import { type CityGeography, loadCityGeography } from "../load-city-geography.ts";
import type { GroundResult, GroundTask } from "./ground-task.ts";

const { cityDir } = z.object({ cityDir: z.string().nullable() }).parse(workerData);
const cities = new Map<string, Promise<CityGeography>>();

function cityOf(cityId: string): Promise<CityGeography> {
  const city = cities.get(cityId) ?? loadCityGeography({ cityId, cityDir, clock: noClock });
  cities.set(cityId, city);
  return city;
}

/** The caller says when a trip starts, by the clock that counts. */
function noClock(): Date {
  throw new Error("a way is asked for without an instant");
}

async function run(task: GroundTask): Promise<unknown> {
  const { routing, geocoder, hasRoads, hasPlaces } = await cityOf(task.cityId);
  switch (task.kind) {
    case "describe":
      return { hasRoads, hasPlaces };
    case "search":
      return await geocoder.search(...task.args);
    case "popular":
      return await geocoder.popular();
    case "reverse":
      return await geocoder.reverse(...task.args);
    case "route":
      return await routing.route(...task.args);
    case "etasTo":
      return await routing.etasTo(...task.args);
    case "matrix":
      return await routing.matrix(...task.args);
  }
}

async function settle(task: GroundTask): Promise<GroundResult> {
  try {
    return { result: await run(task) };
  } catch (error) {
    if (error instanceof DomainError) return { refusal: { code: error.code, message: error.message } };
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (task: GroundTask) => {
  void settle(task).then((result) => parentPort?.postMessage(result));
});
