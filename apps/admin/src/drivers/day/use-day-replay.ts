import type { RouterOutputs } from "@atlas/api/router";
import { DEGREE_SCALE } from "@atlas/core/track-columns";
import { useRpc } from "@atlas/features/rpc";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";

import type { ReplaySource } from "../../replay/replay-source.ts";
import { type Track, trackOf } from "../../replay/track.ts";

export type DayTrack = RouterOutputs["driver"]["track"];

interface DayReplay {
  readonly source: ReplaySource;
  readonly track: UseQueryResult<DayTrack, unknown>;
}

/** What is known of a driver's day; of today, as it was when the page was opened. */
export function useDayReplay(
  driverId: string,
  { day, isToday }: { readonly day: string; readonly isToday: boolean },
): DayReplay {
  const t = useTranslations("replay");
  const rpc = useRpc();
  const kept = { staleTime: isToday ? 0 : Infinity, refetchOnWindowFocus: false, refetchOnReconnect: false };
  const track = useQuery(rpc.driver.track.queryOptions({ driverId, day }, kept));
  const { data, error, refetch } = track;
  const source = useMemo((): ReplaySource => {
    if (!data) return error ? { state: "failed", error, retry: () => void refetch() } : { state: "loading" };
    const whole = trackOfDay(data);
    return whole === null
      ? { state: "empty", text: t("emptyDay") }
      : { state: "ready", track: whole, stops: data.stops };
  }, [data, error, refetch, t]);
  return { source, track };
}

/** The columns as points; null where there are too few to replay. */
function trackOfDay({ startsAt, points: { offsetMs, lat, lng } }: DayTrack): Track | null {
  const startMs = Date.parse(startsAt);
  return trackOf(
    offsetMs.map((_, index) => ({
      lat: (lat[index] ?? Number.NaN) / DEGREE_SCALE,
      lng: (lng[index] ?? Number.NaN) / DEGREE_SCALE,
      headingDeg: null,
      speedMps: null,
    })),
    offsetMs.map((offset) => startMs + offset),
  );
}
