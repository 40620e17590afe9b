"use client";
import { useRpc, useRpcClient } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { type DeviceState, readDeviceState, renewedDevice, turnOff, turnOn } from "./push-device.ts";

const STATE_KEY = ["notified-device"];

interface OwnDevice {
  /** Undefined while it is being found out, null where this installation pushes nothing. */
  readonly state: DeviceState | null | undefined;
  readonly isBusy: boolean;
  /** Why it could not be turned on or off. */
  readonly error: unknown;
  readonly turnOn: () => void;
  readonly turnOff: () => void;
}

/** Whether this browser is notified, and the buttons that change it. */
export function useDevice(): OwnDevice {
  const rpc = useRpc();
  const client = useRpcClient();
  const locale = useLocale();
  const queryClient = useQueryClient();
  const settings = useQuery(rpc.notifications.settings.queryOptions());
  const device = useQuery({ queryKey: STATE_KEY, queryFn: readDeviceState });
  const publicKey = settings.data?.publicKey;
  const change = useMutation({
    mutationFn: async (isOn: boolean) => {
      if (!isOn) {
        const endpoint = await turnOff();
        if (endpoint !== null) await client.notifications.unsubscribe.mutate({ endpoint });
      } else if (publicKey) {
        const own = await turnOn(publicKey);
        if (own !== null) await client.notifications.subscribe.mutate({ ...own, locale });
      }
    },
    onSettled: async () => queryClient.invalidateQueries({ queryKey: STATE_KEY }),
  });
  return {
    state: publicKey === null ? null : publicKey === undefined ? undefined : device.data,
    isBusy: change.isPending,
    error: change.error,
    turnOn: () => change.mutate(true),
    turnOff: () => change.mutate(false),
  };
}

/** Tells the gateway, once the app is open, where this browser is reached today and in which language. */
export function useRenewedDevice(): void {
  const rpc = useRpc();
  const client = useRpcClient();
  const locale = useLocale();
  const { data } = useQuery(rpc.notifications.settings.queryOptions());
  const publicKey = data?.publicKey;
  useEffect(() => {
    if (!publicKey) return;
    void renewedDevice(publicKey)
      .then(async (own) => (own === null ? null : client.notifications.subscribe.mutate({ ...own, locale })))
      // Without a network, or a push service, what was known before holds.
      .catch(() => null);
  }, [publicKey, locale, client]);
}
