"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { RelativeTime } from "@atlas/ui/figures";
import { StatusChip } from "@atlas/ui/status-chip";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Car } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import type { Column } from "../table/data-table.tsx";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";

type DriverRow = RouterOutputs["ops"]["drivers"]["items"][number];

const REFRESH_MS = 10_000;

export function DriversPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [search, setSearch] = useState("");
  const drivers = useInfiniteQuery(
    rpc.ops.drivers.infiniteQueryOptions(
      { limit: 50, ...(search ? { query: search } : {}) },
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
    },
    { key: "status", header: t("drivers.status"), cell: ({ status }) => <StatusChip status={status} /> },
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
    <PageFrame
      title={t("drivers.title")}
      hint={t("drivers.hint")}
      actions={<SearchBox label={t("drivers.search")} onSearch={setSearch} />}
    >
      <PagedTable
        caption={t("drivers.title")}
        columns={columns}
        query={drivers}
        rowKey={(driver) => driver.driverId}
        empty={{ icon: <Car aria-hidden="true" />, title: t("drivers.empty"), hint: t("drivers.emptyHint") }}
      />
    </PageFrame>
  );
}
