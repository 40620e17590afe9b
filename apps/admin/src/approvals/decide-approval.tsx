"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import type { AskedApproval } from "./views.ts";

/** Asks for the reason of a decision about a request, and decides. */
export function DecideApproval({ request, act, onClose }: AskedApproval & { readonly onClose: () => void }): ReactNode {
  const t = useTranslations("approvals");
  const rpc = useRpc();
  const locale = useLocale();
  const queryClient = useQueryClient();
  const options = {
    onSuccess: async () => {
      toast.success(t(`done.${act}`));
      onClose();
      await queryClient.invalidateQueries(rpc.approvals.list.pathFilter());
    },
  };
  const approve = useMutation(rpc.approvals.approve.mutationOptions(options));
  const reject = useMutation(rpc.approvals.reject.mutationOptions(options));
  const withdraw = useMutation(rpc.approvals.withdraw.mutationOptions(options));
  const decision = { approve, reject, withdraw }[act];
  const { requestId, kind, amountMinor, currency, people, requestedBy, reason } = request;
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t(`dialog.${act}`)}
      description={t(`hintOf.${act}`, {
        kind: t(`kinds.${kind}`),
        amount: formatMoney(amountMinor, currency, locale),
        name: people.map(({ name }) => name).join(", ") || t("nobody"),
        by: requestedBy.name,
        reason,
      })}
      action={t(`act.${act}`)}
      isDangerous={act === "reject"}
      isBusy={decision.isPending}
      error={decision.error}
      onSubmit={(why) => decision.mutate({ requestId, reason: why })}
    />
  );
}
