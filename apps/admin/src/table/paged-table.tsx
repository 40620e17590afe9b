"use client";
import { Button } from "@atlas/ui/button";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useDeferredValue, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { DataTable, type DataTableProps } from "./data-table.tsx";

interface Page<Row> {
  readonly items: readonly Row[];
}

interface PagedTableProps<Row> extends Omit<DataTableProps<Row>, "rows" | "onEnd"> {
  readonly query: UseInfiniteQueryResult<{ readonly pages: readonly Page<Row>[] }, unknown>;
  readonly empty: {
    readonly icon: ReactNode;
    readonly title: string;
    readonly hint?: string;
    readonly action?: ReactNode;
  };
}

/** Rows that were read before, and could not be read again. */
function Outdated({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): ReactNode {
  const t = useTranslations();
  const errorText = useErrorText();
  const again = (
    <Button size="sm" onClick={onRetry}>
      {t("ui.retry")}
    </Button>
  );
  return (
    <Notice tone="stop" action={again}>
      {t("table.outdated")} {errorText(error)}
    </Notice>
  );
}

/** A table that loads page after page, with its loading, empty and failed states. */
export function PagedTable<Row>({ query, empty, ...table }: PagedTableProps<Row>): ReactNode {
  const t = useTranslations();
  // Drawn in slices between which the page hears its keys: fifty rows at once would hold it up.
  const data = useDeferredValue(query.data);
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (data === undefined) return <SkeletonRows rows={8} label={t("ui.loading")} />;
  const rows = data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <EmptyState {...empty} />;
  const loadMore = (): void => {
    if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
  };
  return (
    <div className="flex min-h-0 flex-col gap-3">
      {query.isError ? <Outdated error={query.error} onRetry={() => void query.refetch()} /> : null}
      <DataTable {...table} rows={rows} onEnd={loadMore} />
      {query.hasNextPage ? (
        <Button size="sm" className="shrink-0 self-center" isBusy={query.isFetchingNextPage} onClick={loadMore}>
          {t("common.more")}
        </Button>
      ) : null}
    </div>
  );
}
