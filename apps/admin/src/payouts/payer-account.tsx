"use client";
import {
  BANK_ACCOUNT_FIELDS,
  type BankAccountEntry,
  type BankAccountField,
  bankCodeOf,
  wrongBankFields,
} from "@atlas/core/payouts/bank-account";
import { Button } from "@atlas/ui/button";
import { Input } from "@atlas/ui/field";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../client/rpc.ts";
import { ReasonDialog } from "../shell/reason-dialog.tsx";
import { useRereadPayouts } from "./use-reread-payouts.ts";

const EMPTY: BankAccountEntry = { holderName: "", bankName: "", bankCode: "", accountNumber: "" };

/** The account from which the city pays, and the dialog that names another. */
export function PayerAccount({ cityId }: { readonly cityId: string }): ReactNode {
  const t = useTranslations("payouts");
  const rpc = useRpc();
  const reread = useRereadPayouts();
  const payer = useQuery(rpc.payout.payerAccount.queryOptions({ cityId }));
  const [isOpen, setIsOpen] = useState(false);
  const [account, setAccount] = useState(EMPTY);
  const [wrong, setWrong] = useState<readonly BankAccountField[]>([]);
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
  function submit(reason: string): void {
    const faults = wrongBankFields(account);
    setWrong(faults);
    if (faults.length === 0) save.mutate({ cityId, reason, ...account, bankCode: bankCodeOf(account) });
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
        {BANK_ACCOUNT_FIELDS.map((field) => (
          <Input
            key={field}
            label={t(`bank.${field}`)}
            value={account[field]}
            onChange={({ target }) => setAccount({ ...account, [field]: target.value })}
            maxLength={70}
            autoComplete="off"
            error={wrong.includes(field) ? t(`bank.faults.${field}`) : null}
          />
        ))}
      </ReasonDialog>
    </>
  );
}
