"use client";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { DataTable, type Column } from "./data-table.tsx";

interface Page<Row> {
  readonly items: readonly Row[];
}

interface PagedTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly query: UseInfiniteQueryResult<{ readonly pages: readonly Page<Row>[] }, unknown>;
  readonly rowKey: (row: Row) => string;
  readonly empty: { readonly icon: ReactNode; readonly title: string; readonly hint?: string };
}

/** A table that loads page after page, with its loading, empty and failed states. */
export function PagedTable<Row>({ caption, columns, query, rowKey, empty }: PagedTableProps<Row>): ReactNode {
  const t = useTranslations();
  if (query.isPending) return <SkeletonRows rows={8} label={t("ui.loading")} />;
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return <EmptyState {...empty} />;
  return (
    <div className="flex flex-col gap-3">
      <DataTable caption={caption} columns={columns} rows={rows} rowKey={rowKey} />
      {query.hasNextPage ? (
        <Button
          size="sm"
          className="self-center"
          isBusy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("common.more")}
        </Button>
      ) : null}
    </div>
  );
}
