"use client";
import { retryDelayMs } from "@atlas/ui/client/retry-delay";
import { useSubscription, type TRPCSubscriptionResult } from "@trpc/tanstack-react-query";
import { useEffect, useRef } from "react";

/**
 * A subscription that comes back by itself: the socket resumes after a lost connection, and an error that the server
 * returned is retried after a second, then after longer and longer. `options` come from `rpc.….subscriptionOptions(…)`.
 */
export function useLive<Output, Failure>(
  options: Parameters<typeof useSubscription<Output, Failure>>[0],
): TRPCSubscriptionResult<Output, Failure> {
  const result = useSubscription<Output, Failure>(options);
  const attempt = useRef(0);
  const { status, reset, data, error } = result;

  useEffect(() => {
    if (data !== undefined) attempt.current = 0;
  }, [data]);
  useEffect(() => {
    if (status !== "error") return;
    const timer = setTimeout(reset, retryDelayMs(attempt.current++, { error, random: Math.random() }));
    return () => clearTimeout(timer);
  }, [status, reset, error]);

  return result;
}
