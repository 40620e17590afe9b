"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { toast } from "@atlas/ui/toast";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";

import { alertNews, type OpenAlerts } from "./alert-news.ts";

/** How long a call for help stands on the page, unless it is looked at before. */
const CALL_SHOWN_MS = 60_000;

/** How many alerts wait for somebody, live; null where that cannot be known. Lists of them follow, and a new one is announced on any page. */
export function useOpenAlerts(): number | null {
  const t = useTranslations("alerts");
  const rpc = useRpc();
  const router = useRouter();
  const queryClient = useQueryClient();
  const before = useRef<OpenAlerts | null>(null);
  // A subscription that is tried again says meanwhile that it connects: it has failed until it brings something.
  const [hasFailed, setHasFailed] = useState(false);
  const { data, error } = useLive(
    rpc.ops.watchOpenAlerts.subscriptionOptions(undefined, {
      onData: () => setHasFailed(false),
      onError: () => setHasFailed(true),
    }),
  );
  useEffect(() => {
    if (data === undefined) return;
    const isFirst = before.current === null;
    const news = alertNews(before.current, data);
    before.current = data;
    const action = { label: t("look"), onClick: () => router.push("/alerts") };
    if (news === "help") toast.error(t("calls"), { action, duration: CALL_SHOWN_MS });
    if (news === "new") toast.warning(t("new"), { action });
    if (!isFirst) void queryClient.invalidateQueries(rpc.ops.alerts.pathFilter());
  }, [data, queryClient, router, rpc, t]);
  const isUnknown = hasFailed || (data === undefined && error !== null);
  return isUnknown ? null : (data?.open ?? 0);
}
