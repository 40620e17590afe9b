// `npm run replay -- --drivers 300 --seed 1`: a day of trips through the matching code, on a clock of its own.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DomainError } from "@atlas/core/errors";
import type { LatLng } from "@atlas/core/geo";
import { MATCHING_POLICIES, type MatchingPolicy } from "@atlas/core/matching/plan-round";
import { type ReplayReport, type ReplayRoads, type ReplayTrip, replayDay } from "@atlas/core/matching/replay-day";
import type { RoutingProvider } from "@atlas/core/routing";
import { JAKARTA } from "@atlas/services/cities/jakarta";
import { loadCityGeography } from "@atlas/services/geography/load-city-geography";
import { readTrips, writeTrips } from "@atlas/bench/replay/read-trips";
import { seededRandom } from "@atlas/bench/replay/seeded-random";
import { syntheticDay } from "@atlas/bench/replay/synthetic-day";
import { Mendable, runMain } from "@atlas/stack/mendable";
import { ROOT } from "@atlas/stack/paths";

const MAX_PICKUP_ETA_S = 1_500;
const MORNING = new Date("2026-11-23T00:30:00Z");

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      trips: { type: "string" },
      "write-trips": { type: "string" },
      count: { type: "string", default: "2000" },
      hours: { type: "string", default: "6-10" },
      drivers: { type: "string", default: "300" },
      policy: { type: "string", default: "all" },
      seed: { type: "string", default: "1" },
      declines: { type: "string", default: "0.1" },
      patience: { type: "string", default: "180" },
      forward: { type: "string", default: "0" },
      json: { type: "string" },
      city: { type: "string", default: "jakarta" },
      "city-dir": { type: "string", default: process.env["ATLAS_CITY_DIR"] ?? join(ROOT, ".atlas", "cache", "cities") },
    },
  });
  const seed = wholeNumber("seed", values.seed);
  const drivers = wholeNumber("drivers", values.drivers);
  const patienceS = wholeNumber("patience", values.patience);
  const forwardMaxRemainingS = wholeNumber("forward", values.forward);
  const declineShare = share("declines", values.declines);
  const policies = policiesOf(values.policy);
  const { fromHour, toHour } = hoursOf(values.hours);
  const { serviceArea: area } = JAKARTA;
  const day = { area, trips: wholeNumber("count", values.count), random: seededRandom(seed), fromHour, toHour };
  const asked = values.trips === undefined ? syntheticDay(day) : await readTrips(values.trips);
  if (values["write-trips"] !== undefined) await writeTrips(values["write-trips"], asked);

  const { routing } = await loadCityGeography({
    cityId: values.city,
    clock: () => MORNING,
    cityDir: values["city-dir"],
  });
  const tripsS = await measureTrips(routing, asked);
  const trips = [...tripsS.keys()];
  const roads = roadsOf(routing, tripsS);
  console.log(
    `${trips.length} ${values.trips === undefined ? "synthetic trips" : "trips"}, ${drivers} drivers, seed ${seed}, ` +
      `roads: ${routing.isEstimate ? "straight lines (no graph of this city)" : routing.name}`,
  );
  console.log("policy          served   pickup mean / p90   wait to match   empty/trip   compute/round");
  const reports: object[] = [];
  for (const policy of policies) {
    const random = seededRandom(seed + 1);
    const betterPlace = (chance: () => number): LatLng => pickupOf(trips, chance);
    const starts = Array.from({ length: drivers }, () => betterPlace(random));
    const options = { policy, starts, betterPlace, random, declineShare, patienceS, forwardMaxRemainingS };
    const report = await replayDay(trips, roads, { ...options, nowMs: () => performance.now() });
    print(policy, report);
    reports.push({ policy, ...report });
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(reports, null, 2)}\n`);
  return 0;
});

/** Drivers stand where riders ask, as they do in the morning of any city. */
function pickupOf(trips: readonly ReplayTrip[], random: () => number): LatLng {
  const trip = trips[Math.floor(random() * trips.length)];
  if (trip === undefined) throw new Mendable("There are no trips to replay.");
  return trip.pickup;
}

/** How long each trip takes, the same for all policies; trips that begin or end away from any road are left out. */
async function measureTrips(
  routing: RoutingProvider,
  trips: readonly ReplayTrip[],
): Promise<ReadonlyMap<ReplayTrip, number>> {
  const measured = new Map<ReplayTrip, number>();
  for (const trip of trips) {
    try {
      measured.set(trip, (await routing.route(trip.pickup, trip.dropoff, { departAt: MORNING })).durationS);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "ROUTE_NOT_FOUND") throw error;
    }
  }
  return measured;
}

/** The city's roads at a fixed hour. */
function roadsOf(routing: RoutingProvider, tripsS: ReadonlyMap<ReplayTrip, number>): ReplayRoads {
  return {
    etasTo: async (pickup, origins) =>
      routing.etasTo(pickup, origins, { departAt: MORNING, maxDurationS: MAX_PICKUP_ETA_S }),
    tripS: (trip) => tripsS.get(trip) ?? 0,
  };
}

function policiesOf(text: string): readonly MatchingPolicy[] {
  if (text === "all") return MATCHING_POLICIES;
  const policy = MATCHING_POLICIES.find((known) => known === text);
  if (!policy) throw new Mendable(`--policy is one of ${MATCHING_POLICIES.join(", ")} or all`);
  return [policy];
}

/** `6-10`: from six to ten o'clock. */
function hoursOf(text: string): { fromHour: number; toHour: number } {
  const [fromHour = 0, toHour = 24] = text.split("-").map((hour) => wholeNumber("hours", hour));
  if (fromHour >= toHour || toHour > 24) throw new Mendable(`--hours are from-to within 0-24, not ${text}`);
  return { fromHour, toHour };
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (text === "" || !(value >= 0 && value <= 1)) throw new Mendable(`--${name} must be from 0 to 1, not ${text}`);
  return value;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (text === "" || !Number.isSafeInteger(value) || value < 0)
    throw new Mendable(`--${name} must be a whole number, not ${text}`);
  return value;
}

function print(policy: MatchingPolicy, report: ReplayReport): void {
  const seconds = (value: number): string => `${value.toFixed(0)} s`;
  console.log(
    [
      policy.padEnd(14),
      `${(report.servedShare * 100).toFixed(1)} %`.padStart(8),
      `${seconds(report.meanPickupEtaS)} / ${seconds(report.p90PickupEtaS)}`.padStart(19),
      seconds(report.meanWaitS).padStart(15),
      `${report.emptyKm.toFixed(2)} km`.padStart(12),
      `${report.meanRoundMs.toFixed(2)} ms`.padStart(15),
    ].join(" "),
  );
}
