"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { useLocale } from "@atlas/ui/client/use-locale";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Skeleton } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { DebtLines } from "./debt-lines.tsx";
import { PayoutDialog } from "./payout-dialog.tsx";
import { TopUpDialog } from "./top-up-dialog.tsx";

/** The driver's credit with the two buttons that change it. */
export function CreditCard(): ReactNode {
  const t = useTranslations("earnings");
  const rpc = useRpc();
  const locale = useLocale();
  const balance = useQuery(rpc.wallet.balance.queryOptions({}));
  const [open, setOpen] = useState<"top-up" | "payout" | null>(null);
  const close = (): void => setOpen(null);

  if (balance.error && !balance.data) {
    return (
      <Card>
        <ErrorState error={balance.error} onRetry={() => void balance.refetch()} />
      </Card>
    );
  }
  const { data } = balance;
  return (
    <Card className="flex flex-col gap-4 p-5 sm:flex-row sm:items-center sm:justify-between">
      <div>
        <h2 className="font-semibold text-muted">{t("credit")}</h2>
        <div className="text-2xl font-extrabold">
          {data ? (
            <Money minor={data.availableMinor} currency={data.currency} />
          ) : (
            <Skeleton className="my-1.5 h-6 w-44" />
          )}
        </div>
        {data && data.heldMinor !== "0" ? (
          <p className="text-sm font-semibold text-muted">
            {t("held", { amount: formatMoney(data.heldMinor, data.currency, locale) })}
          </p>
        ) : null}
        {data ? <DebtLines balance={data} /> : null}
        <p className="mt-1 max-w-sm text-sm text-muted">{t("creditHint")}</p>
      </div>
      <div className="grid shrink-0 grid-cols-2 gap-2">
        <Button disabled={!data} onClick={() => setOpen("payout")}>
          {t("payout")}
        </Button>
        <Button variant="primary" disabled={!data} onClick={() => setOpen("top-up")}>
          {t("topUp")}
        </Button>
      </div>
      {data ? (
        <>
          <TopUpDialog isOpen={open === "top-up"} onClose={close} balance={data} />
          <PayoutDialog isOpen={open === "payout"} onClose={close} balance={data} />
        </>
      ) : null}
    </Card>
  );
}
