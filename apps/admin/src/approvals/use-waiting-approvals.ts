"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

/** How many requests of others wait for somebody's decision, live; null where that cannot be known. Lists of them follow. */
export function useWaitingApprovals(): number | null {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const before = useRef<string | null | undefined>(undefined);
  // A subscription that is tried again says meanwhile that it connects: it has failed until it brings something.
  const [hasFailed, setHasFailed] = useState(false);
  const { data, error } = useLive(
    rpc.approvals.watchWaiting.subscriptionOptions(undefined, {
      onData: () => setHasFailed(false),
      onError: () => setHasFailed(true),
    }),
  );
  useEffect(() => {
    if (data === undefined) return;
    const isNews = before.current !== undefined && before.current !== data.stamp;
    before.current = data.stamp;
    if (isNews) void queryClient.invalidateQueries(rpc.approvals.list.pathFilter());
  }, [data, queryClient, rpc]);
  const isUnknown = hasFailed || (data === undefined && error !== null);
  return isUnknown ? null : (data?.others ?? 0);
}
