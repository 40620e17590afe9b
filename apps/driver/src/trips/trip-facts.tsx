"use client";
import { Card } from "@atlas/ui/card";
import { Distance, Duration, Instant, Money } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";

/** Who, where, how far and when. */
export function TripFacts({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trips");
  const words = useTranslations("ui");
  const times = [
    ["requested", order.requestedAt],
    ["matched", order.matchedAt],
    ["arrived", order.arrivedAt],
    ["started", order.startedAt],
    ["finished", order.finishedAt],
    ["cancelled", order.status === "CANCELLED" ? order.endedAt : null],
  ] as const;
  // One that did not take place cost its fee at most.
  const paid = order.status === "CANCELLED" ? order.cancelFeeMinor : (order.finalFareMinor ?? order.fareMinor);
  return (
    <Card isPadded={false}>
      <dl className="divide-y divide-line">
        <Fact name={t("rider")}>{order.riderName}</Fact>
        <Fact name={t("from")}>{order.pickup.label}</Fact>
        <Fact name={t("to")}>{order.dropoff.label}</Fact>
        <Fact name={t("distance")}>
          <Distance metres={order.distanceM} isEstimate={order.isEstimate} />
        </Fact>
        <Fact name={t("duration")}>
          <Duration seconds={order.durationS} />
        </Fact>
        <Fact name={t("payment")}>
          {words(`payment.${order.paymentMethod}`)}
          {paid === null ? null : (
            <>
              {" · "}
              <Money minor={paid} currency={order.currency} />
            </>
          )}
        </Fact>
        {times.map(([name, at]) =>
          at === null ? null : (
            <Fact key={name} name={t(name)}>
              <Instant at={at} />
            </Fact>
          ),
        )}
        <Fact name={t("reference")}>
          <span className="font-mono text-sm break-all">{order.orderId}</span>
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="flex items-start justify-between gap-6 px-4 py-3">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="text-right font-medium">{children}</dd>
    </div>
  );
}
