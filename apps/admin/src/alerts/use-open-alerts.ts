"use client";
import { useLive } from "@atlas/ui/client/use-live";
import { toast } from "@atlas/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../client/rpc.ts";

/** How many alerts wait for somebody, live. Lists of them follow, and a new one is told on whatever page is open. */
export function useOpenAlerts(): number {
  const t = useTranslations("alerts");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const newest = useRef<string | null>(null);
  const isFirst = useRef(true);
  const { data } = useLive(rpc.ops.watchOpenAlerts.subscriptionOptions(undefined));
  useEffect(() => {
    if (data === undefined) return;
    const { newestAlertId } = data;
    const isNew = newestAlertId !== null && newestAlertId > (newest.current ?? "");
    if (isNew && !isFirst.current) toast.warning(t("new"));
    [isFirst.current, newest.current] = [false, newestAlertId ?? newest.current];
    void queryClient.invalidateQueries(rpc.ops.alerts.pathFilter());
  }, [data, queryClient, rpc, t]);
  return data?.open ?? 0;
}
