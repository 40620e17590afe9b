import type { ReplayStop } from "../../replay/replay-source.ts";
import type { DayTrack } from "./use-day-replay.ts";

type Trip = DayTrack["trips"][number];

interface Moment {
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export type DayEvent =
  | (Moment & { readonly kind: "stop"; readonly durationS: number })
  | (Moment & { readonly kind: "matched" | "started" | "finished" | "cancelled"; readonly trip: Trip });

/** What happened on a day, oldest first. */
export function eventsOf(trips: readonly Trip[], stops: readonly ReplayStop[]): DayEvent[] {
  const events: DayEvent[] = [
    ...trips.flatMap(eventsOfTrip),
    ...stops.map(({ startedAt, durationS }) => ({ kind: "stop" as const, atMs: Date.parse(startedAt), durationS })),
  ];
  return events.toSorted((one, other) => one.atMs - other.atMs);
}

function eventsOfTrip(trip: Trip): DayEvent[] {
  const ending = trip.status === "FINISHED" ? "finished" : "cancelled";
  const moments = [
    ["matched", trip.matchedAt],
    ["started", trip.startedAt],
    [ending, trip.endedAt],
  ] as const;
  return moments.flatMap(([kind, at]) => (at === null ? [] : [{ kind, atMs: Date.parse(at), trip }]));
}
