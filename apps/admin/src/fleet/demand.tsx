"use client";
import type { RouterOutputs } from "@atlas/api/router";
import type { VehicleType } from "@atlas/core/vehicle";
import { useRpc } from "@atlas/features/rpc";
import { ErrorState } from "@atlas/ui/error-state";
import { CELL_KINDS, type CellKind, cellKindOf, middleOfRing } from "@atlas/ui/map/demand-layer";
import type { MapPoint } from "@atlas/ui/map/map-city";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

type Demand = RouterOutputs["ops"]["demandByCell"];

const REFRESH_MS = 10_000;
const MAX_NAMED = 5;
const DOTS: Record<CellKind, string> = { shortage: "bg-stop", demand: "bg-action", supply: "bg-info" };

/** Demand and supply of the city by cell, renewed every ten seconds while it is shown. */
export function useDemand(isShown: boolean, vehicleType: VehicleType | null): UseQueryResult<Demand, unknown> {
  const rpc = useRpc();
  const input = vehicleType === null ? {} : { vehicleType };
  return useQuery(rpc.ops.demandByCell.queryOptions(input, { enabled: isShown, refetchInterval: REFRESH_MS }));
}

interface DemandKeyProps {
  readonly demand: UseQueryResult<Demand, unknown>;
  readonly onShow: (place: MapPoint) => void;
}

/** What the cells mean, how many there are of each, and those that are shortest of drivers as a list that leads to them. */
export function DemandKey({ demand, onShow }: DemandKeyProps): ReactNode {
  const t = useTranslations();
  const { data, isError, error, refetch } = demand;
  if (!data) {
    return isError ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows rows={2} label={t("ui.loading")} />
    );
  }
  const short = data.cells.filter((cell) => cellKindOf(cell) === "shortage").slice(0, MAX_NAMED);
  return (
    <section aria-label={t("fleet.demand.title")} className="flex flex-col gap-2 text-sm">
      <p className="text-xs text-muted">{t("fleet.demand.hint")}</p>
      <dl className="flex flex-col gap-1">
        {CELL_KINDS.map((kind) => (
          <div key={kind} className="flex items-center gap-2">
            <dt className="flex grow items-center gap-2">
              <span aria-hidden="true" className={`size-3 shrink-0 rounded-full ${DOTS[kind]}`} />
              {t(`fleet.demand.kinds.${kind}`)}
            </dt>
            <dd className="figures font-semibold">{data.cells.filter((cell) => cellKindOf(cell) === kind).length}</dd>
          </div>
        ))}
      </dl>
      {short.length > 0 ? (
        <ol aria-label={t("fleet.demand.shortest")} className="flex flex-col">
          {short.map((cell) => (
            <li key={cell.cell}>
              <button
                type="button"
                onClick={() => onShow(middleOfRing(cell.ring))}
                className="flex min-h-9 w-full items-center rounded-control px-2 text-left hover:bg-sunken max-md:min-h-11"
              >
                {t("fleet.demand.cell", { searching: cell.searching, booked: cell.booked, available: cell.available })}
              </button>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}
