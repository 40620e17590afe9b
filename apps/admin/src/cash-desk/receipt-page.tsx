"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { BackLink } from "../shell/back-link.tsx";
import { Facts } from "../shell/facts.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { Section } from "../shell/section.tsx";

/** A receipt of the cash desk; on paper it stands alone. */
export function ReceiptPage({ number }: { readonly number: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const receipt = useQuery(rpc.wallet.cashDeskReceipt.queryOptions({ number }));
  const back = (
    <span className="print:hidden">
      <BackLink href="/ledger/cash-desk">{t("cashDesk.title")}</BackLink>
    </span>
  );
  if (!receipt.data) {
    return (
      <PageFrame title={number} back={back}>
        {receipt.isError ? (
          <ErrorState error={receipt.error} onRetry={() => void receipt.refetch()} />
        ) : (
          <SkeletonRows rows={4} label={t("ui.loading")} />
        )}
      </PageFrame>
    );
  }
  const { amountMinor, currency, userName, staffName, at, note } = receipt.data;
  return (
    <PageFrame
      title={number}
      back={back}
      actions={
        <span className="print:hidden">
          <Button size="sm" variant="primary" onClick={() => window.print()}>
            <Printer size={16} aria-hidden="true" /> {t("cashDesk.print")}
          </Button>
        </span>
      }
    >
      <div className="max-w-xl">
        <Section title={t("cashDesk.receipt")}>
          <Facts
            facts={[
              { label: t("cashDesk.received"), value: <Money minor={amountMinor} currency={currency} /> },
              { label: t("cashDesk.from"), value: userName },
              { label: t("cashDesk.by"), value: staffName },
              { label: t("cashDesk.at"), value: <Instant at={at} format="full" /> },
              ...(note ? [{ label: t("cashDesk.note"), value: note }] : []),
            ]}
          />
        </Section>
      </div>
    </PageFrame>
  );
}
