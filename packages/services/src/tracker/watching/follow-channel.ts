import type { FleetTick } from "./fleet-mirror.ts";
import type { WatchedCity } from "./position-feed.ts";

/** What many watchers of a city share: each tick's update is made once. */
interface TickChannel<Update> {
  /** Counts up with the city's ticks. */
  readonly sequence: number;
  /** Everything, for a watcher who joins. */
  snapshot(): Update;
  /** What a watcher who had everything up to `known` is sent now; null when there is nothing new. */
  updateFor(tick: FleetTick, known: number): Update | null;
}

/** What one watcher is sent of a channel until the signal aborts: everything, then what changed. */
export async function* followChannel<Update>(
  city: WatchedCity,
  channel: TickChannel<Update>,
  signal: AbortSignal,
): AsyncGenerator<Update, void, undefined> {
  let known = channel.sequence;
  yield channel.snapshot();
  while (!signal.aborted) {
    const tick = await city.nextTick(signal);
    if (tick === null) return;
    const update = channel.updateFor(tick, known);
    known = channel.sequence;
    if (update !== null) yield update;
  }
}
