"use client";
import type { RouterInputs, RouterOutputs } from "@atlas/api/router";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Money, RelativeTime } from "@atlas/ui/figures";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Car } from "lucide-react";
import Link from "next/link";
import { type inferParserType, parseAsBoolean, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { StateChip } from "../shell/state-chip.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "../table/columns-menu.tsx";
import type { Column } from "../table/data-table.tsx";
import { ExportList } from "../table/export-list.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, AS_TYPED, isFiltered, LIST_STATE, unfiltered } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { YesNoFilter } from "../table/yes-no-filter.tsx";
import { ViewsMenu } from "../table/views-menu.tsx";

type DriverRow = RouterOutputs["ops"]["drivers"]["items"][number];

const REFRESH_MS = 10_000;
const DRIVER_STATES = ["online", "on-trip", "offline"] as const;

/** The list of drivers in its address. */
const DRIVER_LIST = {
  ...LIST_STATE,
  state: parseAsStringLiteral(DRIVER_STATES),
  vehicle: parseAsStringLiteral(VEHICLE_TYPES),
  restricted: parseAsBoolean,
  debt: parseAsBoolean,
};

function driverFilterOf(list: inferParserType<typeof DRIVER_LIST>): Omit<RouterInputs["ops"]["drivers"], "cursor"> {
  return {
    ...(list.q ? { query: list.q } : {}),
    ...(list.state ? { state: list.state } : {}),
    ...(list.vehicle ? { vehicleType: list.vehicle } : {}),
    ...(list.restricted === null ? {} : { isRestricted: list.restricted }),
    ...(list.debt === null ? {} : { hasDebt: list.debt }),
  };
}

export function DriversPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [list, setList] = useQueryStates(DRIVER_LIST, AS_STEP);
  const search = useCallback((q: string) => void setList({ q }, AS_TYPED), [setList]);
  const drivers = useInfiniteQuery(
    rpc.ops.drivers.infiniteQueryOptions(
      { limit: 50, ...driverFilterOf(list) },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: REFRESH_MS },
    ),
  );
  const none = <span className="text-muted">{t("common.none")}</span>;
  const columns: Column<DriverRow>[] = [
    {
      key: "driver",
      header: t("drivers.driver"),
      cell: ({ driverId, name, email }) => (
        <>
          <PersonLink userId={driverId}>{name}</PersonLink> <span className="text-muted">{email}</span>
        </>
      ),
      isFixed: true,
    },
    {
      key: "status",
      header: t("drivers.status"),
      cell: ({ status, restriction }) => (
        <span className="flex gap-1.5">
          <StateChip status={status} />
          {restriction === null ? null : <Badge tone="stop">{t(`people.kinds.${restriction}`)}</Badge>}
        </span>
      ),
    },
    {
      key: "vehicle",
      header: t("drivers.vehicle"),
      cell: ({ vehicleType }) => (vehicleType ? t(`ui.vehicle.${vehicleType}`) : none),
      isSecondary: true,
    },
    { key: "plate", header: t("drivers.plate"), cell: ({ plate }) => plate ?? none, isSecondary: true },
    {
      key: "rating",
      header: t("drivers.rating"),
      cell: ({ rating }) => rating?.toFixed(2) ?? none,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "credit",
      header: t("drivers.credit"),
      cell: ({ creditMinor, currency }) => <Money minor={creditMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "debt",
      header: t("drivers.debt"),
      cell: ({ debtMinor, currency }) => (debtMinor === "0" ? none : <Money minor={debtMinor} currency={currency} />),
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "offers",
      header: t("drivers.offers"),
      cell: ({ offersSeen, offersAccepted }) => `${offersAccepted} / ${offersSeen}`,
      isNumeric: true,
      isSecondary: true,
      isOptional: true,
    },
    {
      key: "lastSeen",
      header: t("drivers.lastSeen"),
      cell: ({ lastSeenAt }) => (lastSeenAt ? <RelativeTime at={lastSeenAt} /> : none),
    },
    {
      key: "order",
      header: t("drivers.order"),
      cell: ({ activeOrderId: orderId }) =>
        orderId ? (
          <Link
            href={`/orders/${orderId}`}
            className="touch font-mono text-xs font-semibold underline underline-offset-4"
          >
            {orderId.slice(-8)}
          </Link>
        ) : (
          none
        ),
    },
  ];
  return (
    <PageFrame title={t("drivers.title")} hint={t("drivers.hint")} isList>
      <ListBar
        isFiltered={isFiltered(list)}
        onClear={() => void setList(unfiltered(list))}
        tools={
          <>
            <ViewsMenu list="drivers" state={DRIVER_LIST} />
            <ExportList path="/admin/drivers.csv" filter={driverFilterOf(list)} />
            <ColumnsMenu
              columns={columns}
              chosen={list.columns}
              onChange={(chosen) => void setList({ columns: chosen && [...chosen] })}
            />
          </>
        }
      >
        <SearchBox label={t("drivers.search")} query={list.q} onSearch={search} />
        <ChoiceFilter
          label={t("drivers.state")}
          options={DRIVER_STATES.map((value) => ({ value, label: t(`drivers.states.${value}`) }))}
          chosen={list.state ? [list.state] : []}
          onChange={([state = null]) => void setList({ state })}
          isSingle
        />
        <ChoiceFilter
          label={t("drivers.vehicle")}
          options={VEHICLE_TYPES.map((value) => ({ value, label: t(`ui.vehicle.${value}`) }))}
          chosen={list.vehicle ? [list.vehicle] : []}
          onChange={([vehicle = null]) => void setList({ vehicle })}
          isSingle
        />
        <YesNoFilter
          label={t("drivers.restricted")}
          value={list.restricted}
          words={{ yes: t("drivers.isRestricted"), no: t("drivers.isFree") }}
          onChange={(restricted) => void setList({ restricted })}
        />
        <YesNoFilter
          label={t("drivers.debt")}
          value={list.debt}
          words={{ yes: t("drivers.hasDebt"), no: t("drivers.hasNoDebt") }}
          onChange={(debt) => void setList({ debt })}
        />
      </ListBar>
      <PagedTable
        caption={t("drivers.title")}
        columns={shownColumns(columns, list.columns)}
        query={drivers}
        rowKey={(driver) => driver.driverId}
        hrefOf={(driver) => `/people/${driver.driverId}`}
        isFilling
        empty={{ icon: <Car aria-hidden="true" />, title: t("drivers.empty"), hint: t("drivers.emptyHint") }}
      />
    </PageFrame>
  );
}
