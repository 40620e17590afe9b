"use client";
import { useSubscription, type TRPCSubscriptionResult } from "@trpc/tanstack-react-query";
import { useEffect, useRef } from "react";

/**
 * A subscription that comes back by itself: the socket resumes after a lost connection, and an error that the server
 * answered with is retried after 1 s, 2 s … 15 s. `options` come from `rpc.….subscriptionOptions(…)`.
 */
export function useLive<Output, Failure>(
  options: Parameters<typeof useSubscription<Output, Failure>>[0],
): TRPCSubscriptionResult<Output, Failure> {
  const result = useSubscription<Output, Failure>(options);
  const attempt = useRef(0);
  const { status, reset, data } = result;

  useEffect(() => {
    if (data !== undefined) attempt.current = 0;
  }, [data]);
  useEffect(() => {
    if (status !== "error") return;
    const timer = setTimeout(reset, Math.min(15_000, 1_000 * 2 ** attempt.current++));
    return () => clearTimeout(timer);
  }, [status, reset]);

  return result;
}
