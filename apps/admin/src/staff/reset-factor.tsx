"use client";
import { useRpc } from "@atlas/features/rpc";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import type { StaffMember } from "./views.ts";

interface ResetFactorProps {
  readonly member: StaffMember;
  readonly onClose: () => void;
}

/** Takes the second factor of an operator who has lost it, and why. */
export function ResetFactor({ member: { userId, name }, onClose }: ResetFactorProps): ReactNode {
  const t = useTranslations("staff");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const reset = useMutation(
    rpc.staff.resetSecondFactor.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queryClient.invalidateQueries(rpc.staff.list.queryFilter());
      },
    }),
  );
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t("resetFactorOf", { name })}
      description={t("resetFactorHint")}
      action={t("resetFactorNow")}
      isBusy={reset.isPending}
      error={reset.error}
      onSubmit={(reason) => reset.mutate({ userId, reason })}
    />
  );
}
