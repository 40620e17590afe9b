"use client";
import { useLive } from "@atlas/ui/client/use-live";
import { toast } from "@atlas/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../client/rpc.ts";

/** How many alerts wait for somebody, live. Lists of them follow, and a new one is told on whatever page is open. */
export function useOpenAlerts(): number {
  const t = useTranslations("alerts");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const newest = useRef<string | null | undefined>(undefined);
  const { data } = useLive(
    rpc.ops.watchOpenAlerts.subscriptionOptions(undefined, {
      onData: ({ newestAlertId }) => {
        const isNew = newestAlertId !== null && newest.current !== undefined && newestAlertId > (newest.current ?? "");
        if (isNew) toast.warning(t("new"));
        newest.current = newestAlertId;
        void queryClient.invalidateQueries(rpc.ops.alerts.pathFilter());
      },
    }),
  );
  return data?.open ?? 0;
}
