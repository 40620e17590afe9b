"use client";
import { Button } from "@atlas/ui/button";
import { Distance, Duration, Money } from "@atlas/ui/figures";
import { Sheet } from "@atlas/ui/sheet";
import { StatusChip } from "@atlas/ui/status-chip";
import { StepHeading } from "@atlas/ui/step-heading";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { TripEnds } from "../plan/trip-ends.tsx";
import type { Order } from "../views.ts";
import { FareQuestion } from "./fare-question.tsx";
import { RateDriver } from "./rate-driver.tsx";
import { ReceiptLines } from "./receipt-lines.tsx";

interface FinishedPanelProps {
  readonly order: Order;
  readonly onDone: () => void;
}

/** The end of a trip: what it cost, and how it was. */
export function FinishedPanel({ order, onDone }: FinishedPanelProps): ReactNode {
  const t = useTranslations();
  const question = order.fareReason?.question ?? null;
  // Whether they have is what the rider is asked.
  const title = question === null || question.answer === "yes" ? t("trip.finishedTitle") : t("trip.finishedOpenTitle");
  return (
    <Sheet
      label={title}
      header={
        <div className="flex flex-col gap-2">
          <StatusChip status="FINISHED" />
          <StepHeading title={title} />
        </div>
      }
      footer={
        <Button isWide size="lg" onClick={onDone}>
          {t("trip.done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-5">
        <FareQuestion order={order} />
        <div>
          <p className="text-3xl font-extrabold tracking-tight">
            <Money
              minor={order.cashToCollectMinor ?? order.finalFareMinor ?? order.fareMinor}
              currency={order.currency}
            />
          </p>
          <p className="text-muted">
            <Distance metres={order.distanceM} isEstimate={order.isEstimate} /> ·{" "}
            <Duration seconds={tripSeconds(order)} />
          </p>
        </div>
        <RateDriver order={order} />
        <section aria-label={t("receipt.title")} className="flex flex-col gap-3">
          <TripEnds pickup={order.pickup} dropoff={order.dropoff} />
          <ReceiptLines order={order} />
        </section>
      </div>
    </Sheet>
  );
}

/** How long the trip took, else how long it was thought to take. */
export function tripSeconds(order: Order): number {
  if (!order.startedAt || !order.finishedAt) return order.durationS;
  return (new Date(order.finishedAt).getTime() - new Date(order.startedAt).getTime()) / 1000;
}
