"use client";
import { useIdempotencyKey } from "@atlas/features/idempotency-key";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useLimitHint, useSayOutcome } from "../approvals/use-limit.ts";
import { ReasonDialog } from "../shell/reason-dialog.tsx";

interface ReverseTransferProps {
  readonly transferId: string;
  readonly amountMinor: string;
  readonly currency: string;
}

/** Posts the opposite of a transfer. */
export function ReverseTransfer({ transferId, amountMinor, currency }: ReverseTransferProps): ReactNode {
  const t = useTranslations("ledger.reverse");
  const rpc = useRpc();
  const locale = useLocale();
  const queryClient = useQueryClient();
  const sayOutcome = useSayOutcome();
  const limitHint = useLimitHint("reversal", currency);
  const [isOpen, setIsOpen] = useState(false);
  const { keyFor, renew } = useIdempotencyKey();
  const reverse = useMutation(
    rpc.wallet.reverse.mutationOptions({
      onSuccess: async (result) => {
        setIsOpen(false);
        renew();
        sayOutcome(result, t("done"));
        await queryClient.invalidateQueries(rpc.wallet.pathFilter());
      },
    }),
  );
  const hint = t("hint", { amount: formatMoney(amountMinor, currency, locale) });
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("title")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("title")}
        description={limitHint === null ? hint : `${hint} ${limitHint}`}
        action={t("title")}
        isDangerous
        isBusy={reverse.isPending}
        error={reverse.error}
        onSubmit={(reason) => reverse.mutate({ transferId, reason, idempotencyKey: keyFor(transferId) })}
      />
    </>
  );
}
