"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { formatInstant, formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { QrCode } from "@atlas/ui/qr-code";
import { Skeleton } from "@atlas/ui/skeleton";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Payment } from "../views.ts";
import { isOpenPayment } from "./is-open-payment.ts";

const ASK_AGAIN_MS = 3_000;

interface PaymentPanelProps {
  readonly paymentId: string;
  readonly onTryAgain: () => void;
}

/** One payment and what can be done about it; while it is open it is looked at every few seconds. */
export function PaymentPanel({ paymentId, onTryAgain }: PaymentPanelProps): ReactNode {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const payment = useQuery(
    rpc.payment.get.queryOptions(
      { paymentId },
      { refetchInterval: ({ state }) => (state.data && !isOpenPayment(state.data) ? false : ASK_AGAIN_MS) },
    ),
  );
  const state = payment.data?.state;
  useEffect(() => {
    if (state === undefined) return;
    void queryClient.invalidateQueries(rpc.wallet.pathFilter());
    void queryClient.invalidateQueries(rpc.payment.list.pathFilter());
  }, [state, queryClient, rpc]);
  if (payment.isPending) return <Skeleton className="h-20" />;
  if (payment.isError && !payment.data) {
    return <ErrorState error={payment.error} onRetry={() => void payment.refetch()} />;
  }
  return <PaymentState payment={payment.data} onTryAgain={onTryAgain} />;
}

function PaymentState({
  payment,
  onTryAgain,
}: {
  readonly payment: Payment;
  readonly onTryAgain: () => void;
}): ReactNode {
  const t = useTranslations("wallet");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const amount = formatMoney(payment.amountMinor, payment.currency, locale);
  if (payment.finding !== null) return <Notice tone="warn">{t("payment.heldBack", { amount })}</Notice>;
  switch (payment.state) {
    case "paid":
      return <Notice tone="go">{t("payment.paid", { amount })}</Notice>;
    case "refunded":
      return <Notice>{t("payment.refunded", { amount })}</Notice>;
    case "failed":
    case "expired":
      return (
        <Notice tone="warn" action={<Button onClick={onTryAgain}>{t("payment.tryAgain")}</Button>}>
          {t(`payment.${payment.state}`, { amount })}
        </Notice>
      );
    default:
      return (
        <Card className="flex flex-col items-center gap-3 p-5 text-center" role="status">
          <p className="font-bold">{t("payment.waiting", { amount })}</p>
          {payment.payBy?.kind === "qr" ? (
            <>
              <QrCode text={payment.payBy.payload} label={t("payment.qrCode")} />
              <p className="text-sm text-muted">{t("payment.scan")}</p>
            </>
          ) : null}
          <p className="text-sm text-muted">
            {t("payment.until", { time: formatInstant(payment.expiresAt, "time", locale, timeZone) })}
          </p>
          {payment.payBy === null || payment.payBy.url === null ? null : (
            <Button asChild variant="primary" size="lg" isWide>
              <a href={payment.payBy.url}>{t("payment.goOn")}</a>
            </Button>
          )}
        </Card>
      );
  }
}
