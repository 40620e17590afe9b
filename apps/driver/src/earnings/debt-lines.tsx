"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { BalanceView } from "../views.ts";

/** What is owed beside the credit, what both come to, and what happens next; nothing while all is well. */
export function DebtLines({ balance }: { readonly balance: BalanceView }): ReactNode {
  const t = useTranslations("earnings");
  const locale = useLocale();
  const { currency, debtMinor, netMinor, driver } = balance;
  const owes = debtMinor !== "0";
  const isCashOff = driver !== null && !driver.isOfferedCash;
  if (!owes && !isCashOff) return null;
  const amount = formatMoney(driver?.cashMinMinor ?? "0", currency, locale);
  return (
    <div className="mt-3 flex flex-col gap-2">
      {owes ? (
        <dl className="grid grid-cols-[auto_auto] justify-start gap-x-4 gap-y-1 font-semibold">
          <dt className="text-muted">{t("owed")}</dt>
          <dd className="text-right text-stop">
            <Money minor={debtMinor} currency={currency} direction="out" />
          </dd>
          <dt className="text-muted">{t("net")}</dt>
          <dd className="text-right">
            <Money minor={netMinor} currency={currency} />
          </dd>
        </dl>
      ) : null}
      <Notice tone="warn">
        {owes ? t("owedHint") : null} {isCashOff ? t("cashOff", { amount }) : null}
      </Notice>
    </div>
  );
}
