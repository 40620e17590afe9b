import { alerts } from "@atlas/db/schema/alerts";
import { DEFAULT_CITY_SETTINGS as settings } from "@atlas/core/settings/city-settings";
import { seededRandom } from "@atlas/core/seeded-random";
import { driveAlong, fixesOf, openTown, START_MS, withDetour } from "@atlas/core/trip-watch/driven-trip-fixture";
import { WATCH_KINDS, type WatchKind } from "@atlas/core/trip-watch/episode";
import { inject } from "@atlas/core/trip-watch/injected-faults-fixture";
import type { WatchedFix } from "@atlas/core/trip-watch/trip-watch-state";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { openTestWorld } from "../../testing/test-world.ts";
import { archive, endTrip, PASS_MS, startTrip, type TestTrip, watchOnce } from "../testing/watched-trips.ts";

const SEED = 20_261_130;
const FAULTY_PER_KIND = 4;
const HONEST = 26;
const LATE_MS = 60_000;
/** A crawl before a stop, or jitter beyond a distance, may make it right a little early. */
const EARLY_MS = 20_000;

/** A trip to be replayed; its times are those of the fixture. */
interface Replay {
  readonly line: Parameters<typeof startTrip>[1];
  readonly fixes: readonly WatchedFix[];
  /** What goes wrong on it, and when its threshold is passed. */
  readonly fault: { readonly kind: WatchKind; readonly passedAtMs: number } | null;
  readonly untilMs: number;
}

const nextLine = openTown(seededRandom(SEED));
const random = seededRandom(SEED);

function honest(): Replay {
  const line = nextLine(random);
  const truth = driveAlong(random() < 0.2 ? withDetour(line, random) : line, random);
  return { line, fixes: fixesOf(truth, random), fault: null, untilMs: START_MS + truth.length * 1_000 };
}

function faulty(kind: WatchKind): Replay {
  const line = nextLine(random);
  const injected = inject(kind, { line, truth: driveAlong(line, random), settings, random });
  const silentMs = START_MS + (injected.silentFromS ?? Infinity) * 1_000;
  const fixes = fixesOf(injected.truth, random).filter(({ atMs }) => atMs < silentMs);
  // The phone may have fallen silent a little before.
  const passedAtMs =
    kind === "silent" ? (fixes.at(-1)?.atMs ?? START_MS) + settings.tripSilentS * 1_000 : injected.passedAtMs;
  return { line, fixes, fault: { kind, passedAtMs }, untilMs: passedAtMs + LATE_MS + PASS_MS };
}

test("the worker finds what goes wrong on replayed trips within a minute, and nothing on honest ones", async () => {
  await using world = await openTestWorld();
  const replays = [
    ...Array.from({ length: HONEST }, honest),
    ...WATCH_KINDS.flatMap((kind) => Array.from({ length: FAULTY_PER_KIND }, () => faulty(kind))),
  ];
  const running: { readonly replay: Replay; readonly trip: TestTrip }[] = [];
  for (const replay of replays) running.push({ replay, trip: await startTrip(world, replay.line) });
  const offsetMs = world.ctx.clock().getTime() - START_MS;

  for (let nowMs = START_MS; running.some(({ replay }) => replay.untilMs > nowMs);) {
    const beforeMs = nowMs;
    nowMs += PASS_MS;
    await world.advance(PASS_MS);
    const heard = running.flatMap(({ replay, trip }) =>
      replay.fixes
        .filter(({ atMs }) => atMs > beforeMs && atMs <= nowMs && atMs <= replay.untilMs)
        .map((fix) => ({ ...fix, atMs: fix.atMs + offsetMs, driverId: trip.driver.userId })),
    );
    await archive(world, heard);
    for (const { replay, trip } of running) {
      if (replay.untilMs > beforeMs && replay.untilMs <= nowMs) await endTrip(world, trip);
    }
    await watchOnce(world);
  }

  let found = 0;
  for (const { replay, trip } of running) {
    const raised = await world.ctx.db.select().from(alerts).where(eq(alerts.orderId, trip.orderId));
    const at = raised.map(({ kind, raisedAt }) => ({ kind, atMs: raisedAt.getTime() - offsetMs }));
    const { fault } = replay;
    if (fault === null) expect(at).toEqual([]);
    else if (
      at.some(
        ({ kind, atMs }) =>
          kind === fault.kind && atMs >= fault.passedAtMs - EARLY_MS && atMs <= fault.passedAtMs + LATE_MS,
      )
    )
      found += 1;
  }
  const faults = FAULTY_PER_KIND * WATCH_KINDS.length;
  process.stdout.write(`by the job: ${found} of ${faults} found, none of ${HONEST} honest trips\n`);
  expect(found).toBeGreaterThanOrEqual(0.95 * faults);
}, 120_000);
