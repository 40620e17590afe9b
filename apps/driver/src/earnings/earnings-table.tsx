"use client";
import { Instant, Money } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { EarningsBucket } from "../views.ts";

interface EarningsTableProps {
  readonly bucket: "day" | "week";
  /** Newest first. */
  readonly rows: readonly EarningsBucket[];
  readonly currency: string;
}

const CELL = "py-2.5 pl-3 text-right first:pl-0 first:text-left";
const WIDE_CELL = `hidden sm:table-cell ${CELL}`;

/** The numbers behind the bars. */
export function EarningsTable({ bucket, rows, currency }: EarningsTableProps): ReactNode {
  const t = useTranslations("earnings");
  return (
    <table className="figures w-full text-sm">
      <caption className="sr-only">{t("chart", { bucket: t(bucket) })}</caption>
      <thead className="text-muted">
        <tr className="border-b border-line font-semibold">
          <th scope="col" className={CELL}>
            {t(`columns.${bucket}`)}
          </th>
          <th scope="col" className={CELL}>
            {t("columns.trips")}
          </th>
          <th scope="col" className={WIDE_CELL}>
            {t("columns.gross")}
          </th>
          <th scope="col" className={WIDE_CELL}>
            {t("columns.commission")}
          </th>
          <th scope="col" className={WIDE_CELL}>
            {t("columns.tax")}
          </th>
          <th scope="col" className={CELL}>
            {t("columns.net")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className="border-b border-line last:border-0">
            <th scope="row" className={`${CELL} font-medium`}>
              <Instant at={row.startsAt} format="date" />
            </th>
            <td className={CELL}>{row.trips}</td>
            <td className={WIDE_CELL}>
              <Money minor={row.grossMinor} currency={currency} />
            </td>
            <td className={WIDE_CELL}>
              <Money minor={row.commissionMinor} currency={currency} />
            </td>
            <td className={WIDE_CELL}>
              <Money minor={row.taxMinor} currency={currency} />
            </td>
            <td className={`${CELL} font-bold`}>
              <Money minor={row.totalMinor} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
