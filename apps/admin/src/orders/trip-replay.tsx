"use client";
import { useRpc } from "@atlas/features/rpc";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReplayProvider } from "../replay/replay-context.tsx";
import type { ReplaySource } from "../replay/replay-source.ts";
import { trackOf } from "../replay/track.ts";

interface TripReplayProps {
  readonly orderId: string;
  /** Whether the trip has started and ended: before that there is nothing to replay. */
  readonly hasTrack: boolean;
  readonly children: ReactNode;
}

/** Around the parts of an order's page that go in step with the replay of its trip. */
export function TripReplay({ orderId, hasTrack, children }: TripReplayProps): ReactNode {
  return <ReplayProvider source={useTripReplay(orderId, hasTrack)}>{children}</ReplayProvider>;
}

function useTripReplay(orderId: string, hasTrack: boolean): ReplaySource {
  const t = useTranslations("replay");
  const rpc = useRpc();
  const { data, error, refetch } = useQuery(
    rpc.order.track.queryOptions(hasTrack ? { orderId } : skipToken, {
      staleTime: Infinity,
      refetchOnReconnect: false,
    }),
  );
  return useMemo((): ReplaySource => {
    if (!hasTrack) return { state: "none" };
    if (!data) return error ? { state: "failed", error, retry: () => void refetch() } : { state: "loading" };
    const track = trackOf(
      data.points,
      data.points.map(({ at }) => Date.parse(at)),
    );
    return track === null
      ? { state: "empty", text: t("emptyTrip") }
      : { state: "ready", track, stops: data.summary?.stops ?? [] };
  }, [hasTrack, data, error, refetch, t]);
}
