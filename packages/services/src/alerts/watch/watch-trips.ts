import type { CitySettings } from "@atlas/core/settings/city-settings";
import { listCityIds } from "../../cities/find-city.ts";
import type { ServiceContext } from "../../context.ts";
import { tryLock } from "../../locks/try-lock.ts";
import { closeAlertsOfEndedTrips } from "./close-watched.ts";
import { heardOnMap } from "./heard-on-map.ts";
import { keepPace } from "./keep-pace.ts";
import { readRecentFixes } from "./recent-fixes.ts";
import { recordFindings } from "./record-findings.ts";
import { readRunningTrips, type RunningTrip } from "./running-trips.ts";
import { takeRefused } from "./refused-positions.ts";
import { forgetOthers, newMemory, readMemories, type TripMemory, writeMemories } from "./trip-memory.ts";
import { watchKeys } from "./watch-keys.ts";
import { lastHeardMs, watchOn } from "./watch-on.ts";

/** Longer than any pass; two at once find the same, which is raised once. */
const LOCK_MS = 30_000;
/** Trips that are read, checked and written together. */
const TRIPS_AT_ONCE = 500;
/** Transactions at once: a few, so that a city on which everything goes wrong leaves connections to others. */
const NOTIFIED_AT_ONCE = 4;

interface CityWatch {
  readonly cityId: string;
  readonly settings: CitySettings;
  /** Whether the city has been watched for long enough to tell a silent phone from a worker that was away. */
  readonly hearsSilence: boolean;
  /** By driver, positions that were refused since the last pass. */
  readonly refused: ReadonlyMap<string, number>;
}

/**
 * Looks at every trip under way: takes the positions since the last pass, raises what it finds and closes what is over. Run it
 * every few seconds. It may be repeated and run twice at once; what a dead worker did not remember is found again by the track.
 */
export async function watchTrips(ctx: ServiceContext): Promise<void> {
  for (const cityId of await listCityIds(ctx.db)) await watchCity(ctx, cityId);
}

async function watchCity(ctx: ServiceContext, cityId: string): Promise<void> {
  await using lock = await tryLock(ctx, { key: watchKeys(cityId).turn, forMs: LOCK_MS });
  if (lock === null) return;
  const settings = await ctx.settings.get(cityId);
  const [hearsSilence, refused] = await Promise.all([keepPace(ctx, cityId), takeRefused(ctx, cityId)]);
  const city = { cityId, settings, hearsSilence, refused };
  const running = new Set<string>();
  let after: string | null = null;
  do {
    const trips: readonly RunningTrip[] = await readRunningTrips(ctx, { cityId, after, limit: TRIPS_AT_ONCE });
    await watchSome(ctx, city, trips);
    for (const { orderId } of trips) running.add(orderId);
    after = trips.length < TRIPS_AT_ONCE ? null : (trips.at(-1)?.orderId ?? null);
  } while (after !== null);
  await forgetOthers(ctx, cityId, running);
  await closeAlertsOfEndedTrips(ctx, cityId);
}

async function watchSome(ctx: ServiceContext, city: CityWatch, running: readonly RunningTrip[]): Promise<void> {
  if (running.length === 0) return;
  const known = await readMemories(ctx, city.cityId, running);
  const trips = running.map((trip, index) => ({ trip, memory: known[index] ?? newMemory(trip.startedAt) }));
  const fixes = await readRecentFixes(
    ctx,
    trips.map(({ trip: { driverId }, memory }) => ({ driverId, afterMs: lastHeardMs(memory) })),
  );
  const heard = trips.map(({ trip, memory }, index) => {
    const heardMs = fixes[index]?.at(-1)?.atMs ?? lastHeardMs(memory);
    return { trip, memory, fixes: fixes[index] ?? [], heardMs };
  });
  const silent = await findSilent(ctx, city, heard);
  const nowMs = ctx.clock().getTime();
  const watched = heard.map(({ trip, memory, fixes: since }) => {
    const refused = city.refused.get(trip.driverId) ?? 0;
    const news = { fixes: since, refused, nowMs: silent.has(trip.driverId) ? nowMs : null, settings: city.settings };
    return { trip, ...watchOn(trip, memory, news) };
  });
  await notifyAndRemember(ctx, city, watched);
}

/** The drivers of whom nothing was heard for too long, neither in the history nor on the map. */
async function findSilent(
  ctx: ServiceContext,
  city: CityWatch,
  heard: readonly { readonly trip: RunningTrip; readonly heardMs: number }[],
): Promise<ReadonlySet<string>> {
  const sinceMs = ctx.clock().getTime() - city.settings.tripSilentS * 1_000;
  const quiet = city.hearsSilence ? heard.filter(({ heardMs }) => heardMs < sinceMs).map(({ trip }) => trip) : [];
  const onMap = await heardOnMap(ctx, city, quiet);
  return new Set(quiet.map(({ driverId }) => driverId).filter((driverId) => !onMap.has(driverId)));
}

type WatchedTrip = ReturnType<typeof watchOn> & { readonly trip: RunningTrip };

/** Tells first and remembers then: who dies in between finds it again, and it is raised once. */
async function notifyAndRemember(
  ctx: ServiceContext,
  { cityId }: CityWatch,
  watched: readonly WatchedTrip[],
): Promise<void> {
  const memories = new Map<string, TripMemory>();
  const notify = async ({ trip, findings, memory }: WatchedTrip): Promise<void> => {
    try {
      if (findings.length > 0) await recordFindings(ctx, trip, findings);
      memories.set(trip.orderId, memory);
    } catch (err) {
      // Not remembered, it is found again by the next pass; the other trips are not kept from theirs.
      ctx.log.error({ err, orderId: trip.orderId }, "trip watch: not reported");
    }
  };
  for (let from = 0; from < watched.length; from += NOTIFIED_AT_ONCE) {
    await Promise.all(watched.slice(from, from + NOTIFIED_AT_ONCE).map(notify));
  }
  await writeMemories(ctx, cityId, memories);
}
