"use client";
import { useQuery } from "@tanstack/react-query";
import { useRpc } from "@atlas/features/rpc";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { DataTable } from "../table/data-table.tsx";
import { DeadLetters } from "./dead-letters.tsx";

const REFRESH_MS = 3_000;

/** Queues, the outbox and the dead letters. */
export function SystemPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const overview = useQuery(rpc.ops.overview.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  return (
    <PageFrame title={t("system.title")} hint={t("system.hint")}>
      <h2 className="text-lg font-bold">{t("system.queues")}</h2>
      {overview.data ? (
        <>
          <DataTable
            caption={t("system.queues")}
            rows={overview.data.queues ?? []}
            rowKey={(queue) => queue.name}
            columns={[
              {
                key: "name",
                header: t("system.queue"),
                cell: ({ name }) => <span className="font-mono text-xs">{name}</span>,
              },
              ...(["waiting", "active", "delayed", "failed"] as const).map((key) => ({
                key,
                header: t(`system.${key}`),
                cell: (queue: Record<typeof key, number>) => queue[key],
                isNumeric: true,
              })),
            ]}
          />
          <p className="text-sm text-muted">
            {t("system.outbox")}: {t("system.outboxPending", { count: overview.data.outboxPending ?? 0 })}
          </p>
        </>
      ) : overview.isError ? (
        <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <SkeletonRows rows={4} label={t("ui.loading")} />
      )}
      <h2 className="text-lg font-bold">{t("system.deadLetters")}</h2>
      <DeadLetters />
    </PageFrame>
  );
}
