"use client";
import { Button } from "@atlas/ui/button";
import { Money } from "@atlas/ui/figures";
import { StatusChip } from "@atlas/ui/status-chip";
import { StepHeading } from "@atlas/ui/step-heading";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

interface EndedPanelProps {
  readonly order: Order;
  readonly onDone: () => void;
  readonly onAgain: () => void;
}

/** A trip that did not take place: why, what it cost (mostly nothing), and the same trip once more. */
export function EndedPanel({ order, onDone, onAgain }: EndedPanelProps): ReactNode {
  const t = useTranslations("trip");
  const isExpired = order.status === "EXPIRED";
  const fee = order.cancelFeeMinor && order.cancelFeeMinor !== "0" ? order.cancelFeeMinor : null;
  const by = order.cancelledBy ?? "system";
  const reason = order.cancelReason && !isExpired ? t("reasonGiven", { reason: order.cancelReason }) : undefined;
  const hint = order.isNoShow ? t("noShowHint") : reason;
  return (
    <div className="flex flex-col gap-4 pb-2 pt-1">
      <StatusChip status={order.status} />
      <StepHeading
        title={isExpired ? t("expiredTitle") : order.isNoShow ? t("noShowTitle") : t(`cancelledBy.${by}`)}
        hint={hint}
      />
      <p className="text-muted">
        {fee ? (
          <>
            {t(order.isNoShow ? "noShowFee" : "feeCharged")} <Money minor={fee} currency={order.currency} />
          </>
        ) : (
          t("nothingCharged")
        )}
      </p>
      <div className="flex flex-col gap-2">
        <Button variant="primary" size="lg" isWide onClick={onAgain}>
          {t("again")}
        </Button>
        <Button variant="quiet" isWide onClick={onDone}>
          {t("done")}
        </Button>
      </div>
    </div>
  );
}
