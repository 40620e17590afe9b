"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Input } from "@atlas/ui/field";
import { formatMoney } from "@atlas/ui/format";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { useRereadPayouts } from "./use-reread-payouts.ts";

export type Payout = RouterOutputs["wallet"]["payouts"][number];
export type PayoutAct = "approve" | "refuse" | "send" | "return";

/** What an operator may do with a payout, by how far it has come. */
export const ACTS_OF: { readonly [state in Payout["state"]]: readonly PayoutAct[] } = {
  requested: ["approve", "refuse"],
  approved: ["send", "refuse"],
  exported: ["send"],
  sent: ["return"],
  refused: [],
  bounced: [],
};

interface PayoutActProps {
  readonly payout: Payout;
  readonly act: PayoutAct;
  readonly onClose: () => void;
}

/** Asks for the reason of an act upon a payout, and does it. */
export function PayoutActDialog({ payout, act, onClose }: PayoutActProps): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const locale = useLocale();
  const reread = useRereadPayouts();
  const [reference, setReference] = useState("");
  const options = {
    onSuccess: async () => {
      toast.success(t(`done.${act}`));
      onClose();
      await reread();
    },
  };
  const decide = useMutation(rpc.wallet.decidePayout.mutationOptions(options));
  const send = useMutation(rpc.payout.markSent.mutationOptions(options));
  const bounce = useMutation(rpc.payout.returnSent.mutationOptions(options));
  const { payoutId, driverName, amountMinor, currency } = payout;

  function submit(reason: string): void {
    if (act === "send") send.mutate({ payoutId, reason, ...(reference.trim() ? { reference: reference.trim() } : {}) });
    else if (act === "return") bounce.mutate({ payoutId, reason });
    else decide.mutate({ payoutId, isApproved: act === "approve", reason });
  }

  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t(`dialog.${act}`)}
      description={t(`hint.${act}`, { amount: formatMoney(amountMinor, currency, locale), name: driverName })}
      action={t(`act.${act}`)}
      isDangerous={act === "refuse" || act === "return"}
      isBusy={decide.isPending || send.isPending || bounce.isPending}
      error={decide.error ?? send.error ?? bounce.error}
      onSubmit={submit}
    >
      {act === "send" ? (
        <Input
          label={t("reference")}
          value={reference}
          onChange={({ target }) => setReference(target.value)}
          maxLength={200}
        />
      ) : null}
    </ReasonDialog>
  );
}
