"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { Select } from "@atlas/ui/field";
import { ORDER_STATUSES, type OrderStatus } from "@atlas/core/order-status";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { ClipboardList } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { useOrderColumns } from "./use-order-columns.tsx";

/** All orders, newest first, by status and search; each change in the city refreshes what is shown. */
export function OrdersPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const [status, setStatus] = useState<OrderStatus | "">("");
  const [search, setSearch] = useState("");
  const orders = useInfiniteQuery(
    rpc.ops.orders.infiniteQueryOptions(
      { limit: 50, ...(status ? { status } : {}), ...(search ? { query: search } : {}) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  useLive(
    rpc.ops.watchOrders.subscriptionOptions(undefined, {
      onData: () => void queryClient.invalidateQueries(rpc.ops.orders.infiniteQueryFilter()),
    }),
  );
  const columns = useOrderColumns();
  const statuses = [
    { value: "", label: t("common.all") },
    ...ORDER_STATUSES.map((value) => ({ value, label: t(`ui.status.${value}`) })),
  ];

  return (
    <PageFrame
      title={t("orders.title")}
      hint={t("orders.hint")}
      actions={
        <>
          <SearchBox label={t("orders.search")} onSearch={setSearch} />
          <Select
            label={t("orders.status")}
            isLabelHidden
            inputSize="sm"
            value={status}
            options={statuses}
            onChange={({ target }) => setStatus(ORDER_STATUSES.find((candidate) => candidate === target.value) ?? "")}
          />
        </>
      }
    >
      <PagedTable
        caption={t("orders.title")}
        columns={columns}
        query={orders}
        rowKey={(order) => order.orderId}
        empty={{ icon: <ClipboardList aria-hidden="true" />, title: t("orders.empty"), hint: t("orders.emptyHint") }}
      />
    </PageFrame>
  );
}
