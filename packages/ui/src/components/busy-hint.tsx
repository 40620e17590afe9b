"use client";
import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { isAnyBusy } from "../client/busy-reads.ts";
import { Spinner } from "./spinner.tsx";

/** Says that something takes longer because Atlas has much to do, until it is there or has failed. AtlasClientProvider renders it once. */
export function BusyHint(): ReactNode {
  const t = useTranslations("ui");
  const cache = useQueryClient().getQueryCache();
  const isBusy = useSyncExternalStore(
    useCallback((notify: () => void) => cache.subscribe(notifyManager.batchCalls(notify)), [cache]),
    () => isAnyBusy(cache),
    () => false,
  );
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-3 z-60 flex justify-center px-4">
      {isBusy ? (
        <p className="flex animate-fade-in items-center gap-2 rounded-full border border-line bg-raised px-4 py-2 text-sm font-semibold shadow-float">
          <Spinner />
          {t("tryingAgain")}
        </p>
      ) : null}
    </div>
  );
}
