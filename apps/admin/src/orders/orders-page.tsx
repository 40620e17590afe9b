"use client";
import { ORDER_STATUSES } from "@atlas/core/order-status";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { useRpc } from "@atlas/features/rpc";
import { useCity } from "@atlas/features/use-city";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ClipboardList } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useCallback, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useMay } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { AmountRangeFilter } from "../table/amount-range-filter.tsx";
import { BulkBar } from "../table/bulk-bar.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "../table/columns-menu.tsx";
import { DayRangeFilter } from "../table/day-range-filter.tsx";
import { ExportList } from "../table/export-list.tsx";
import { FixedFilter } from "../table/fixed-filter.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, AS_TYPED, isFiltered, orNull, unfiltered } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { useSelection } from "../table/selection.ts";
import { ViewsMenu } from "../table/views-menu.tsx";
import { CancelOrders } from "./cancel-orders.tsx";
import { ORDER_LIST, orderFilterOf, PAYMENTS, SORTS } from "./order-filters.ts";
import { OrderTotals } from "./order-totals.tsx";
import { useOrderColumns } from "./use-order-columns.tsx";
import { useLiveOrders } from "./use-live-orders.ts";

/** The city's orders by whatever filter, which stands in the address. What changes in the city changes what is shown. */
export function OrdersPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [list, setList] = useQueryStates(ORDER_LIST, AS_STEP);
  const filter = orderFilterOf(list);
  const orders = useInfiniteQuery(
    rpc.ops.orders.infiniteQueryOptions(
      { limit: 50, sort: list.sort, ...filter },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  useLiveOrders();
  const mayCancel = useMay("orders.cancel");
  const selection = useSelection(JSON.stringify(filter));
  const columns = useOrderColumns();
  const shown = shownColumns(columns, list.columns);
  return (
    <PageFrame title={t("orders.title")} hint={t("orders.hint")} isList>
      <ListBar
        isFiltered={isFiltered(list)}
        onClear={() => void setList(unfiltered(list))}
        tools={
          <>
            <ViewsMenu list="orders" state={ORDER_LIST} />
            <ExportList path="/admin/orders.csv" filter={{ ...filter, sort: list.sort }} />
            <ColumnsMenu
              columns={columns}
              chosen={list.columns}
              onChange={(chosen) => void setList({ columns: chosen && [...chosen] })}
            />
          </>
        }
      >
        <OrderFilters names={orders.data?.pages[0]?.items[0]} />
      </ListBar>
      <BulkBar selection={selection}>
        <CancelOrders selection={selection} />
      </BulkBar>
      <PagedTable
        caption={t("orders.title")}
        columns={shown}
        query={orders}
        rowKey={(order) => order.orderId}
        hrefOf={(order) => `/orders/${order.orderId}`}
        footer={<OrderTotals filter={filter} columns={shown} before={mayCancel ? 1 : 0} />}
        {...(mayCancel ? { selection } : {})}
        isFilling
        empty={{ icon: <ClipboardList aria-hidden="true" />, title: t("orders.empty"), hint: t("orders.emptyHint") }}
      />
    </PageFrame>
  );
}

interface OrderFiltersProps {
  /** An order of the list: names whom it is filtered by. */
  readonly names: { readonly riderName: string; readonly driver: { readonly name: string } | null } | undefined;
}

function OrderFilters({ names }: OrderFiltersProps): ReactNode {
  const t = useTranslations();
  const [list, setList] = useQueryStates(ORDER_LIST, AS_STEP);
  const currency = useCity().data?.currency ?? "";
  const search = useCallback((q: string) => void setList({ q }, AS_TYPED), [setList]);
  return (
    <>
      <SearchBox label={t("orders.search")} query={list.q} onSearch={search} />
      <ChoiceFilter
        label={t("orders.status")}
        options={ORDER_STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        chosen={list.status ?? []}
        onChange={(status) => void setList({ status: orNull(status) })}
      />
      <DayRangeFilter
        label={t("orders.created")}
        range={{ from: list.from, to: list.to }}
        onChange={(range) => void setList(range)}
      />
      <ChoiceFilter
        label={t("orders.vehicle")}
        options={VEHICLE_TYPES.map((value) => ({ value, label: t(`ui.vehicle.${value}`) }))}
        chosen={list.vehicle ? [list.vehicle] : []}
        onChange={([vehicle = null]) => void setList({ vehicle })}
        isSingle
      />
      <ChoiceFilter
        label={t("orders.payment")}
        options={PAYMENTS.map((value) => ({ value, label: t(`ui.payment.${value}`) }))}
        chosen={list.payment ? [list.payment] : []}
        onChange={([payment = null]) => void setList({ payment })}
        isSingle
      />
      <AmountRangeFilter
        label={t("orders.fare")}
        currency={currency}
        range={{ min: list.minFare, max: list.maxFare }}
        onChange={({ min, max }) => void setList({ minFare: min, maxFare: max })}
      />
      <FixedFilter
        label={t("orders.rider")}
        value={list.rider && (names?.riderName ?? list.rider.slice(-8))}
        onClear={() => void setList({ rider: null })}
      />
      <FixedFilter
        label={t("orders.driver")}
        value={list.driver && (names?.driver?.name ?? list.driver.slice(-8))}
        onClear={() => void setList({ driver: null })}
      />
      <ChoiceFilter
        label={t("table.sort")}
        options={SORTS.map((value) => ({ value, label: t(`table.sorts.${value}`) }))}
        chosen={list.sort === "newest" ? [] : [list.sort]}
        onChange={([sort = null]) => void setList({ sort })}
        isSingle
      />
    </>
  );
}
