"use client";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../client/rpc.ts";
import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { useRereadPayouts } from "./use-reread-payouts.ts";

const EMPTY = { holderName: "", bankName: "", bankCode: "", accountNumber: "" };
const FIELDS = ["holderName", "bankName", "bankCode", "accountNumber"] as const;

/** The account from which the city pays, and the dialog that names another. */
export function PayerAccount({ cityId }: { readonly cityId: string }): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const reread = useRereadPayouts();
  const payer = useQuery(rpc.payout.payerAccount.queryOptions({ cityId }));
  const [isOpen, setIsOpen] = useState(false);
  const [account, setAccount] = useState(EMPTY);
  const save = useMutation(
    rpc.payout.savePayerAccount.mutationOptions({
      onSuccess: async () => {
        setIsOpen(false);
        setAccount(EMPTY);
        toast.success(t("payerSaved"));
        await reread();
      },
    }),
  );
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
        onSubmit={(reason) => save.mutate({ cityId, reason, ...account, bankCode: account.bankCode || null })}
      >
        {FIELDS.map((field) => (
          <Input
            key={field}
            label={t(`bank.${field}`)}
            value={account[field]}
            onChange={({ target }) => setAccount({ ...account, [field]: target.value })}
            maxLength={70}
            autoComplete="off"
            required={field !== "bankCode"}
          />
        ))}
      </ReasonDialog>
    </>
  );
}
