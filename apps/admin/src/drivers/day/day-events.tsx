"use client";
import { classNames } from "@atlas/ui/class-names";
import { Duration, Instant } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { UseQueryResult } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useReplay } from "../../replay/replay-context.tsx";
import { type DayEvent, eventsOf } from "./events-of.ts";
import type { DayTrack } from "./use-day-replay.ts";

/** Trips and stops in their order; each leads the replay to its moment, and the one in sight is marked. */
export function DayEvents({ track }: { readonly track: UseQueryResult<DayTrack, unknown> }): ReactNode {
  const t = useTranslations();
  const replay = useReplay();
  if (!track.data) {
    // The map says what failed, and has the other try.
    return track.isError ? null : <SkeletonRows rows={5} label={t("ui.loading")} />;
  }
  const events = eventsOf(track.data.trips, track.data.stops);
  if (events.length === 0) return <p className="text-sm text-muted">{t("driverDay.noEvents")}</p>;
  const player = replay.state === "ready" ? replay.replay : null;
  const atMs = player?.atMs ?? null;
  const current = atMs === null ? -1 : events.findLastIndex((event) => event.atMs <= atMs);
  return (
    <ol className="flex max-h-112 flex-col gap-1 overflow-y-auto">
      {events.map((event, index) => (
        <li
          key={`${event.kind} ${event.atMs}`}
          aria-current={index === current ? "step" : undefined}
          className={classNames(
            "flex min-h-11 items-center gap-3 rounded-control px-2 text-sm",
            index === current && "bg-sunken",
            atMs !== null && index > current && "opacity-60",
          )}
        >
          <button
            type="button"
            disabled={player === null}
            onClick={() => player?.seek(event.atMs)}
            className="touch figures shrink-0 font-semibold underline underline-offset-4 disabled:no-underline"
          >
            <span className="sr-only">{t("driverDay.goTo")} </span>
            <Instant at={new Date(event.atMs)} format="time" />
          </button>
          <EventText event={event} />
        </li>
      ))}
    </ol>
  );
}

function EventText({ event }: { readonly event: DayEvent }): ReactNode {
  const t = useTranslations();
  if (event.kind === "stop") {
    return (
      <span>
        {t("replay.stop")} <Duration seconds={event.durationS} />
      </span>
    );
  }
  const { orderId, pickup, dropoff } = event.trip;
  return (
    <span className="min-w-0">
      <Link href={`/orders/${orderId}`} className="touch font-semibold underline underline-offset-4">
        {t(`driverDay.kinds.${event.kind}`)}
      </Link>{" "}
      <span className="text-muted">
        {pickup} → {dropoff}
      </span>
    </span>
  );
}
