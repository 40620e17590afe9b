"use client";
import { type BankAccountEntry, bankCodeOf } from "@atlas/core/payouts/bank-account";
import { useRpc } from "@atlas/features/rpc";
import { BankAccountFields, useBankAccountDraft } from "@atlas/ui/bank-account-fields";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { Dialog } from "@atlas/ui/dialog";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { Skeleton } from "@atlas/ui/skeleton";
import { toast } from "@atlas/ui/toast";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { useRereadMoney } from "./use-reread-money.ts";

/** Where payouts go, masked, with a button to change it. */
export function BankAccount(): ReactNode {
  const t = useTranslations("earnings.bank");
  const rpc = useRpc();
  const [isOpen, setIsOpen] = useState(false);
  const account = useQuery(rpc.driver.bankAccount.queryOptions({}));
  if (account.error && account.data === undefined) {
    return (
      <Card>
        <ErrorState error={account.error} onRetry={() => void account.refetch()} />
      </Card>
    );
  }
  return (
    <Card className="flex items-center justify-between gap-4 p-5">
      <div className="min-w-0">
        <h2 className="font-semibold text-muted">{t("title")}</h2>
        {account.data === undefined ? (
          <Skeleton className="my-1 h-5 w-48" />
        ) : account.data === null ? (
          <p>{t("missing")}</p>
        ) : (
          <>
            <p className="truncate font-bold">{account.data.bankName}</p>
            <p className="font-bold">{account.data.maskedNumber}</p>
            <p className="truncate text-sm text-muted">{account.data.holderName}</p>
          </>
        )}
      </div>
      <Button onClick={() => setIsOpen(true)} disabled={account.data === undefined}>
        {account.data ? t("change") : t("add")}
      </Button>
      <BankAccountDialog isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </Card>
  );
}

interface BankAccountDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function BankAccountDialog({ isOpen, onClose }: BankAccountDialogProps): ReactNode {
  const t = useTranslations("earnings.bank");
  const words = useTranslations("ui");
  const rpc = useRpc();
  const reread = useRereadMoney();
  const formId = useId();
  const save = useMutation(
    rpc.driver.saveBankAccount.mutationOptions({
      onSuccess: () => {
        reread();
        onClose();
        toast.success(t("saved"));
      },
    }),
  );
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("title")}
      description={t("hint")}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <BankAccountForm
        formId={formId}
        error={save.error}
        onSubmit={(account) => save.mutate({ ...account, bankCode: bankCodeOf(account) })}
      />
    </Dialog>
  );
}

interface BankAccountFormProps {
  readonly formId: string;
  readonly error: unknown;
  readonly onSubmit: (account: BankAccountEntry) => void;
}

function BankAccountForm({ formId, error, onSubmit }: BankAccountFormProps): ReactNode {
  const errorText = useErrorText();
  const draft = useBankAccountDraft();
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (draft.check()) onSubmit(draft.entry);
  }
  return (
    <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <BankAccountFields {...draft} />
      {error ? <Notice tone="stop">{errorText(error)}</Notice> : null}
    </form>
  );
}
