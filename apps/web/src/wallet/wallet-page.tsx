"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { Notice } from "@atlas/ui/notice";
import { Skeleton, SkeletonRows } from "@atlas/ui/skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus, ReceiptText } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../frame/page-frame.tsx";
import { PaymentList } from "./payment-list.tsx";
import { PaymentPanel } from "./payment-panel.tsx";
import { StatementRow } from "./statement-row.tsx";
import { TopUpDialog } from "./top-up-dialog.tsx";
import { useBalance } from "./use-balance.ts";

/** A payment that was just made, the balance, what is held for a trip under way, top-up, the last payments, and every entry with the balance after it. */
export function WalletPage(): ReactNode {
  const t = useTranslations();
  const balance = useBalance();
  const [isToppingUp, setIsToppingUp] = useState(false);
  const [paymentId] = useQueryState("payment", parseAsString);
  return (
    <PageFrame title={t("nav.wallet")}>
      {paymentId === null ? null : (
        <PaymentPanel key={paymentId} paymentId={paymentId} onTryAgain={() => setIsToppingUp(true)} />
      )}
      <Card className="flex flex-col gap-4 p-5">
        {balance.isPending ? (
          <Skeleton className="h-20" />
        ) : balance.isError ? (
          <ErrorState error={balance.error} onRetry={() => void balance.refetch()} />
        ) : (
          <>
            <div>
              <p className="text-sm font-semibold text-muted">{t("wallet.available")}</p>
              <p className="text-3xl font-extrabold tracking-tight" data-testid="available-balance">
                <Money minor={balance.data.availableMinor} currency={balance.data.currency} />
              </p>
              {balance.data.heldMinor === "0" ? null : (
                <p className="mt-1 text-muted">
                  <Money minor={balance.data.heldMinor} currency={balance.data.currency} /> {t("wallet.held")}
                </p>
              )}
              {balance.data.debtMinor === "0" ? null : (
                <p className="mt-1 font-semibold text-stop" data-testid="owed">
                  {t("wallet.owed")} <Money minor={balance.data.debtMinor} currency={balance.data.currency} />
                </p>
              )}
            </div>
            {balance.data.debtMinor === "0" ? null : <Notice>{t("wallet.owedHint")}</Notice>}
            <Button
              variant="primary"
              size="lg"
              icon={<Plus size={20} aria-hidden="true" />}
              onClick={() => setIsToppingUp(true)}
            >
              {t("wallet.topUp")}
            </Button>
          </>
        )}
      </Card>
      <PaymentList />
      <Statement />
      <TopUpDialog
        isOpen={isToppingUp}
        onClose={() => setIsToppingUp(false)}
        currency={balance.data?.currency ?? "IDR"}
      />
    </PageFrame>
  );
}

function Statement(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const statement = useInfiniteQuery(
    rpc.wallet.statement.infiniteQueryOptions({ limit: 20 }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const items = statement.data?.pages.flatMap((page) => page.items) ?? [];
  const currency = statement.data?.pages[0]?.currency ?? "IDR";
  return (
    <section aria-labelledby="statement-title" className="flex flex-col gap-3">
      <h2 id="statement-title" className="text-lg font-bold">
        {t("wallet.statement")}
      </h2>
      {statement.isPending ? (
        <SkeletonRows rows={5} label={t("ui.loading")} />
      ) : statement.isError ? (
        <ErrorState error={statement.error} onRetry={() => void statement.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={<ReceiptText size={24} aria-hidden="true" />}
          title={t("wallet.empty")}
          hint={t("wallet.emptyHint")}
        />
      ) : (
        <>
          <Card isPadded={false}>
            <ul className="divide-y divide-line">
              {items.map((item) => (
                <StatementRow key={item.entryId} item={item} currency={currency} />
              ))}
            </ul>
          </Card>
          {statement.hasNextPage ? (
            <Button isBusy={statement.isFetchingNextPage} onClick={() => void statement.fetchNextPage()}>
              {t("wallet.more")}
            </Button>
          ) : null}
        </>
      )}
    </section>
  );
}
