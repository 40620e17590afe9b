"use client";
import { useRpc, useRpcClient } from "@atlas/features/rpc";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { BulkAct } from "../table/bulk-act.tsx";
import { BulkDialog, type BulkLine } from "../table/bulk-dialog.tsx";
import type { Selection } from "../table/selection.ts";
import type { Alert } from "./alert-finding.tsx";

/** Resolves the alerts that are chosen with one note, after showing them. */
export function ResolveAlerts({ selection }: { readonly selection: Selection }): ReactNode {
  const t = useTranslations("alerts");
  return (
    <BulkAct label={t("resolveMany")} selection={selection}>
      {(alertIds, onClose) => <ResolveDialog alertIds={alertIds} onClose={onClose} />}
    </BulkAct>
  );
}

interface ResolveDialogProps {
  readonly alertIds: readonly string[];
  readonly onClose: () => void;
}

function ResolveDialog({ alertIds, onClose }: ResolveDialogProps): ReactNode {
  const t = useTranslations("alerts");
  const rpc = useRpc();
  const client = useRpcClient();
  const queryClient = useQueryClient();
  const alerts = useQuery({
    ...rpc.ops.alerts.queryOptions({ alertIds: [...alertIds], limit: 100 }),
    // Read once, when the question is asked.
    staleTime: Infinity,
    gcTime: 0,
  });
  function lineOf({ alertId, finding, orderId, driver, rider, resolvedAt, riderAnswer }: Alert): BulkLine {
    const about = [orderId?.slice(-8), driver?.name, rider?.name].filter((part) => part !== undefined);
    return {
      key: alertId,
      name: [t(`kinds.${finding.kind}`), ...about].join(" · "),
      effect: riderAnswer === "help" && rider ? t("resolvesCall", { rider: rider.name }) : t("resolves"),
      obstacle: resolvedAt === null ? null : t("isResolved"),
    };
  }
  return (
    <BulkDialog
      title={t("resolveManyTitle")}
      hint={t("resolveHint")}
      action={(count) => t("resolveCount", { count })}
      lines={alerts.data?.items.map(lineOf)}
      error={alerts.error}
      onRetry={() => void alerts.refetch()}
      act={async (alertId, note) => client.ops.resolveAlert.mutate({ alertId, note })}
      onClose={() => {
        onClose();
        void queryClient.invalidateQueries(rpc.ops.alerts.pathFilter());
      }}
    />
  );
}
