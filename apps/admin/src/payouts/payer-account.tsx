"use client";
import { bankCodeOf } from "@atlas/core/payouts/bank-account";
import { useRpc } from "@atlas/features/rpc";
import { BankAccountFields, useBankAccountDraft } from "@atlas/ui/bank-account-fields";
import { Button } from "@atlas/ui/button";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { useRereadPayouts } from "./use-reread-payouts.ts";

/** The account from which the city pays, and the dialog that names another. */
export function PayerAccount({ cityId }: { readonly cityId: string }): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const reread = useRereadPayouts();
  const payer = useQuery(rpc.payout.payerAccount.queryOptions({ cityId }));
  const [isOpen, setIsOpen] = useState(false);
  const draft = useBankAccountDraft();
  const save = useMutation(
    rpc.payout.savePayerAccount.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        draft.clear();
        toast.success(t("payerSaved"));
        await reread();
      },
    }),
  );
  function submit(reason: string): void {
    if (draft.check()) save.mutate({ cityId, reason, ...draft.entry, bankCode: bankCodeOf(draft.entry) });
  }
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {payer.data ? t("payer", { account: `${payer.data.bankName} ${payer.data.maskedNumber}` }) : t("payerMissing")}
      </Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={t("payerTitle")}
        description={t("payerHint")}
        action={t("payerSave")}
        isBusy={save.isPending}
        error={save.error}
        onSubmit={submit}
      >
        <BankAccountFields {...draft} />
      </ReasonDialog>
    </>
  );
}
