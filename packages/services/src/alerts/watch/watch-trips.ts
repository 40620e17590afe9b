import type { CitySettings } from "@atlas/core/settings/city-settings";
import { cities } from "@atlas/db/schema/cities";
import type { ServiceContext } from "../../context.ts";
import { closeAlertsOfEndedTrips } from "./close-watched.ts";
import { heardOnMap } from "./heard-on-map.ts";
import { keepPace } from "./keep-pace.ts";
import { readRecentFixes } from "./recent-fixes.ts";
import { recordFindings } from "./record-findings.ts";
import { readRunningTrips, type RunningTrip } from "./running-trips.ts";
import { takeRefused } from "./refused-positions.ts";
import { takeTurn } from "./take-turn.ts";
import { forgetOthers, newMemory, readMemories, type TripMemory, writeMemories } from "./trip-memory.ts";
import { lastHeardMs, watchOn } from "./watch-on.ts";

/** Trips that are read, judged and written together. */
const TRIPS_AT_ONCE = 500;

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
  for (const { cityId } of await ctx.db.select({ cityId: cities.id }).from(cities)) await watchCity(ctx, cityId);
}

async function watchCity(ctx: ServiceContext, cityId: string): Promise<void> {
  await using turn = await takeTurn(ctx, cityId);
  if (turn === null) return;
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
  const { cityId, settings } = city;
  const known = await readMemories(ctx, cityId, running);
  const trips = running.map((trip, index) => ({ trip, memory: known[index] ?? newMemory(trip.startedAt) }));
  const fixes = await readRecentFixes(
    ctx,
    trips.map(({ trip: { driverId }, memory }) => ({ driverId, afterMs: lastHeardMs(memory) })),
  );
  const nowMs = ctx.clock().getTime();
  const isQuiet = trips.map(({ memory }, index) => {
    const heardMs = fixes[index]?.at(-1)?.atMs ?? lastHeardMs(memory);
    return city.hearsSilence && nowMs - heardMs > settings.tripSilentS * 1_000;
  });
  const heard = await heardOnMap(
    ctx,
    city,
    running.filter((_, index) => isQuiet[index]),
  );
  const memories = new Map<string, TripMemory>();
  for (const [index, { trip, memory }] of trips.entries()) {
    const isSilent = isQuiet[index] === true && !heard.has(trip.driverId);
    const refused = city.refused.get(trip.driverId) ?? 0;
    const news = { fixes: fixes[index] ?? [], refused, nowMs: isSilent ? nowMs : null, settings };
    const watched = watchOn(trip, memory, news);
    // Told before it is remembered: who dies in between finds it again, and it is raised once.
    if (watched.findings.length > 0) await recordFindings(ctx, trip, watched.findings);
    memories.set(trip.orderId, watched.memory);
  }
  await writeMemories(ctx, cityId, memories);
}
