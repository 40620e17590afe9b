"use client";
import { Money } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { EarningsItem } from "../views.ts";

interface EarningsLinesProps {
  readonly earned: EarningsItem;
  readonly currency: string;
}

/** From the fare to what is the driver's own. */
export function EarningsLines({ earned, currency }: EarningsLinesProps): ReactNode {
  const t = useTranslations("summary");
  return (
    <dl className="flex flex-col divide-y divide-line">
      <Line name={t("fare")}>
        <Money minor={earned.fareMinor} currency={currency} />
      </Line>
      <Line name={t("commission")}>
        <Money minor={earned.commissionMinor} currency={currency} direction="out" />
      </Line>
      {BigInt(earned.taxMinor) === 0n ? null : (
        <Line name={t("tax")}>
          <Money minor={earned.taxMinor} currency={currency} direction="out" />
        </Line>
      )}
      <Line name={t("net")} isTotal>
        <Money minor={earned.netMinor} currency={currency} />
      </Line>
    </dl>
  );
}

interface LineProps {
  readonly name: string;
  readonly isTotal?: boolean;
  readonly children: ReactNode;
}

function Line({ name, isTotal = false, children }: LineProps): ReactNode {
  return (
    <div className={isTotal ? "flex justify-between gap-4 py-2.5 font-bold" : "flex justify-between gap-4 py-2.5"}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
