import { expect, test } from "vitest";
import type { LatLng } from "../geo.ts";
import { DEFAULT_CITY_SETTINGS as settings } from "../settings/city-settings.ts";
import { seededRandom } from "../seeded-random.ts";
import { driveAlong, fixesOf, openTown, START_MS, withDetour } from "./driven-trip-fixture.ts";
import { WATCH_KINDS, type WatchEvent } from "./episode.ts";
import { inject } from "./injected-faults-fixture.ts";
import { beginWatch, type WatchedFix } from "./trip-watch-state.ts";
import { watchTrip } from "./watch-trip.ts";
import { layRoute } from "./watched-route.ts";

const SEED = 20_261_129;
const HONEST_TRIPS = 1_000;
const FAULTY_TRIPS = 100;
const TICK_MS = 10_000;
/** A crawl before a stop, or jitter beyond a distance, may make it right a little early. */
const EARLY_MS = 20_000;
const LATE_MS = 60_000;
const TIMEOUT_MS = 180_000;

const nextLine = openTown(seededRandom(SEED));

/** What is raised on a trip along a quoted line, with a tick every ten seconds. */
function alarmsOf(line: readonly LatLng[], fixes: readonly WatchedFix[], untilMs: number): readonly WatchEvent[] {
  const plan = { route: layRoute(line), settings };
  const ticks = Math.ceil((untilMs - START_MS) / TICK_MS);
  const inputs = [
    ...fixes.map((position) => ({ kind: "position" as const, position, nowMs: position.atMs })),
    ...Array.from({ length: ticks }, (_, tick) => ({ kind: "tick" as const, nowMs: START_MS + (tick + 1) * TICK_MS })),
  ].toSorted((a, b) => a.nowMs - b.nowMs);
  let state = beginWatch(START_MS);
  const events: WatchEvent[] = [];
  for (const input of inputs) {
    if (input.nowMs > untilMs) break;
    const watched = watchTrip(state, input, plan);
    state = watched.state;
    events.push(...watched.events.filter(({ phase }) => phase === "raised"));
  }
  return events;
}

test("at most one false alarm in 1,000 honest trips", { timeout: TIMEOUT_MS }, () => {
  const random = seededRandom(SEED);
  const alarms: WatchEvent[] = [];
  let hours = 0;
  for (let trip = 0; trip < HONEST_TRIPS; trip += 1) {
    const line = nextLine(random);
    const truth = driveAlong(random() < 0.2 ? withDetour(line, random) : line, random);
    alarms.push(...alarmsOf(line, fixesOf(truth, random), START_MS + truth.length * 1_000));
    hours += truth.length / 3_600;
  }
  process.stdout.write(`honest: ${alarms.length} false alarms in ${HONEST_TRIPS} trips of ${hours.toFixed(0)} h\n`);
  expect(alarms.length).toBeLessThanOrEqual(1);
});

test.each(WATCH_KINDS)("at least 95 of 100 %s trips are found within 60 s", { timeout: TIMEOUT_MS }, (kind) => {
  const random = seededRandom(SEED + WATCH_KINDS.indexOf(kind));
  const delaysS: number[] = [];
  for (let trip = 0; trip < FAULTY_TRIPS; trip += 1) {
    const line = nextLine(random);
    const fault = inject(kind, { line, truth: driveAlong(line, random), settings, random });
    const silentMs = START_MS + (fault.silentFromS ?? Infinity) * 1_000;
    const fixes = fixesOf(fault.truth, random).filter(({ atMs }) => atMs < silentMs);
    // The phone may have fallen silent a little before.
    const passedAtMs =
      kind === "silent" ? (fixes.at(-1)?.atMs ?? START_MS) + settings.tripSilentS * 1_000 : fault.passedAtMs;
    const found = alarmsOf(line, fixes, passedAtMs + LATE_MS).find(
      (event) => event.kind === kind && event.atMs >= passedAtMs - EARLY_MS,
    );
    if (found !== undefined) delaysS.push((found.atMs - passedAtMs) / 1_000);
  }
  delaysS.sort((a, b) => a - b);
  const [first, median, last] = [0, Math.floor(delaysS.length / 2), -1].map((index) => delaysS.at(index));
  process.stdout.write(
    `${kind}: ${delaysS.length} of ${FAULTY_TRIPS} found, ${median} s after the threshold (${first} … ${last})\n`,
  );
  expect(delaysS.length).toBeGreaterThanOrEqual(0.95 * FAULTY_TRIPS);
});
