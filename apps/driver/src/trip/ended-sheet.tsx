"use client";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { Sheet } from "@atlas/ui/sheet";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import type { OrderView } from "../views.ts";
import { FinishedSummary } from "./finished-summary.tsx";

/** What became of the last trip, until the driver has seen it. */
export function EndedSheet({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("summary");
  const words = useTranslations("gone");
  const { dismissEnded, order: current } = useDrive();
  const isFinished = order.status === "FINISHED";
  const done = isFinished ? t("done") : words("done");
  return (
    <Sheet
      label={isFinished ? t("title") : words("title")}
      footer={
        <Button variant="primary" size="xl" isWide onClick={dismissEnded}>
          {current ? t("toNext", { name: current.riderName }) : done}
        </Button>
      }
    >
      {isFinished ? <FinishedSummary order={order} /> : <CalledOff order={order} />}
    </Sheet>
  );
}

function CalledOff({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("gone");
  const locale = useLocale();
  const cause = order.isNoShow ? "noShow" : order.cancelledBy === "rider" ? "rider" : "system";
  const fee = order.cancelFeeMinor !== null && order.cancelFeeMinor !== "0" ? order.cancelFeeMinor : null;
  return (
    <div role="status" className="flex flex-col gap-3">
      <h1 className="text-2xl font-bold">{t(`${cause}Title`)}</h1>
      <p className="text-muted">{t(`${cause}Hint`, { name: order.riderName })}</p>
      {order.cancelReason ? <p>{t("reason", { reason: order.cancelReason })}</p> : null}
      {fee === null ? null : (
        <Notice tone="go">
          {t(order.isNoShow ? "noShowFee" : "fee", { amount: formatMoney(fee, order.currency, locale) })}
        </Notice>
      )}
    </div>
  );
}
