"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { useConnectionState } from "@atlas/ui/client/connection";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { useRenewedDevice } from "../notifications/use-device.ts";
import { keepLastTrip } from "../offline/last-trip.ts";
import type { Order } from "../views.ts";

interface ActiveTrip {
  /** The trip under way; null when there is none, undefined while that is being found out. */
  readonly order: Order | null | undefined;
  /** Why it could not be found out. */
  readonly error: unknown;
  readonly retry: () => void;
  /** The trip that has just ended and waits to be looked at. */
  readonly endedOrderId: string | null;
  readonly dismissEnded: () => void;
  /** Takes over the result of a command before the subscription repeats it. */
  readonly take: (order: Order) => void;
}

const ActiveTripContext = createContext<ActiveTrip | null>(null);
const ENDED_KEY = "atlas-ended-order";
const POLL_MS = 8_000;

/** Watches the rider's one active order over the socket, and asks by HTTP while the socket is down. */
export function ActiveTripProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const connection = useConnectionState();
  const [endedOrderId, setEndedOrderId] = useState<string | null>(null);
  const queryKey = rpc.order.active.queryKey();

  const put = useCallback(
    (next: Order | null) => {
      queryClient.setQueryData(queryKey, (before) =>
        before && next && before.orderId === next.orderId && next.version < before.version ? before : asActive(next),
      );
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key of a procedure without input never changes
    [queryClient],
  );
  useLive(rpc.order.watchActive.subscriptionOptions(undefined, { onData: put }));
  const {
    data: order,
    error,
    refetch,
  } = useQuery({
    ...rpc.order.active.queryOptions(),
    refetchInterval: connection === "live" ? false : POLL_MS,
  });

  useEffect(() => setEndedOrderId(sessionStorage.getItem(ENDED_KEY)), []);
  const showEnded = useCallback((orderId: string | null) => {
    setEndedOrderId(orderId);
    if (orderId) sessionStorage.setItem(ENDED_KEY, orderId);
    else sessionStorage.removeItem(ENDED_KEY);
  }, []);

  useEffect(() => {
    if (order !== undefined) keepLastTrip(order, new Date());
  }, [order]);

  useRenewedDevice();

  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (order) followed.current = order.orderId;
    if (order === null && followed.current) {
      showEnded(followed.current);
      followed.current = null;
    }
  }, [order, showEnded]);

  useOpenQuestion(order === null && endedOrderId === null, showEnded);

  const value = useMemo(
    () => ({
      order,
      error,
      retry: () => void refetch(),
      endedOrderId: order ? null : endedOrderId,
      dismissEnded: () => showEnded(null),
      take(next: Order) {
        showEnded(null);
        followed.current = asActive(next) ? next.orderId : null;
        put(next);
      },
    }),
    [order, error, refetch, endedOrderId, showEnded, put],
  );
  return <ActiveTripContext value={value}>{children}</ActiveTripContext>;
}

const NO_TRIP: ActiveTrip = {
  order: null,
  error: null,
  retry: () => {},
  endedOrderId: null,
  dismissEnded: () => {},
  take: () => {},
};

/** For strangers, who have no trip. */
export function NoTripProvider({ children }: { readonly children: ReactNode }): ReactNode {
  return <ActiveTripContext value={NO_TRIP}>{children}</ActiveTripContext>;
}

/** Opened anew, the app shows the newest trip once more while its rider has still to say whether it arrived. */
function useOpenQuestion(isFree: boolean, show: (orderId: string) => void): void {
  const rpc = useRpc();
  const hasLooked = useRef(false);
  const { data } = useQuery({ ...rpc.order.list.queryOptions({ limit: 1 }), enabled: isFree });
  useEffect(() => {
    if (!isFree || hasLooked.current || data === undefined) return;
    hasLooked.current = true;
    const [newest] = data.items;
    if (newest?.fareReason?.question?.answer === null) show(newest.orderId);
  }, [isFree, data, show]);
}

function asActive(order: Order | null): Order | null {
  if (!order) return null;
  return order.status === "FINISHED" || order.status === "CANCELLED" || order.status === "EXPIRED" ? null : order;
}

/** The rider's trip under way. */
export function useActiveTrip(): ActiveTrip {
  const value = use(ActiveTripContext);
  if (!value) throw new Error("useActiveTrip needs an ActiveTripProvider above it");
  return value;
}
