// `npm run replay -- --drivers 300 --seed 1`: a day of trips through the matching code, on a clock of its own.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MATCHING_POLICIES, type MatchingPolicy } from "@atlas/core/matching/plan-round";
import type { ReplayReport } from "@atlas/core/matching/replay-day";
import { JAKARTA } from "@atlas/services/demo/jakarta";
import { loadCityGeography } from "@atlas/geography/load-city-geography";
import { readTrips, writeTrips } from "@atlas/bench/replay/read-trips";
import { layOnRoads, MORNING, replayPolicy } from "@atlas/bench/replay/replay-policy";
import { seededRandom } from "@atlas/core/seeded-random";
import { syntheticDay } from "@atlas/bench/replay/synthetic-day";
import { ROOT } from "@atlas/stack/paths";
import { runCommand, UsageError, wholeNumber } from "./run-command.ts";

const text = { type: "string" } as const;
const CITY_DIR = process.env["ATLAS_CITY_DIR"] ?? join(ROOT, ".atlas", "cache", "cities");
const COMMAND = {
  usage: `npm run replay [-- --trips FILE | --count N --hours 6-10] [--write-trips FILE] [--drivers N] [--seed N]
                       [--policy ${MATCHING_POLICIES.join("|")}|all] [--declines 0.1] [--patience S] [--forward S]
                       [--city ID --city-dir FOLDER] [--json FILE]`,
  line: {
    options: {
      trips: text,
      "write-trips": text,
      count: { ...text, default: "2000" },
      hours: { ...text, default: "6-10" },
      drivers: { ...text, default: "300" },
      policy: { ...text, default: "all" },
      seed: { ...text, default: "1" },
      declines: { ...text, default: "0.1" },
      patience: { ...text, default: "180" },
      forward: { ...text, default: "0" },
      json: text,
      city: { ...text, default: "jakarta" },
      "city-dir": { ...text, default: CITY_DIR },
    },
  },
} as const;

await runCommand(COMMAND, async ({ values }) => {
  const seed = wholeNumber("seed", values.seed);
  const drivers = wholeNumber("drivers", values.drivers);
  const options = {
    drivers,
    seed,
    patienceS: wholeNumber("patience", values.patience),
    forwardMaxRemainingS: wholeNumber("forward", values.forward),
    declineShare: share("declines", values.declines),
  };
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
  const replayable = await layOnRoads(routing, asked);
  console.log(
    `${replayable.trips.length} ${values.trips === undefined ? "synthetic trips" : "trips"}, ${drivers} drivers, seed ${seed}, ` +
      `roads: ${routing.isEstimate ? "straight lines (no graph of this city)" : routing.name}`,
  );
  console.log("policy          served   pickup mean / p90   wait to match   empty/trip   compute/round");
  const reports: object[] = [];
  for (const policy of policies) {
    const report = await replayPolicy(policy, replayable, options);
    print(policy, report);
    reports.push({ policy, ...report });
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(reports, null, 2)}\n`);
  return 0;
});

function policiesOf(text: string): readonly MatchingPolicy[] {
  if (text === "all") return MATCHING_POLICIES;
  const policy = MATCHING_POLICIES.find((known) => known === text);
  if (!policy) throw new UsageError(`--policy is one of ${MATCHING_POLICIES.join(", ")} or all`);
  return [policy];
}

/** `6-10`: from six to ten o'clock. */
function hoursOf(text: string): { fromHour: number; toHour: number } {
  const [fromHour = 0, toHour = 24] = text.split("-").map((hour) => wholeNumber("hours", hour));
  if (fromHour >= toHour || toHour > 24) throw new UsageError(`--hours are from-to within 0-24, not ${text}`);
  return { fromHour, toHour };
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (text === "" || !(value >= 0 && value <= 1)) throw new UsageError(`--${name} must be from 0 to 1, not ${text}`);
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
