"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { BankAccount } from "./bank-account.tsx";
import { CreditCard } from "./credit-card.tsx";
import { EarningsReport } from "./earnings-report.tsx";
import { PayoutList } from "./payout-list.tsx";

/** Earnings, credit and payouts. */
export function EarningsPage(): ReactNode {
  const t = useTranslations("earnings");
  return (
    <PageFrame title={t("title")}>
      <CreditCard />
      <EarningsReport />
      <BankAccount />
      <PayoutList />
    </PageFrame>
  );
}
