"use client";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { Select } from "@atlas/ui/field";
import type { CarLook } from "@atlas/ui/map/car-image";
import type { FleetCars } from "@atlas/ui/map/fleet-cars";
import { FleetLegend } from "@atlas/ui/map/fleet-legend";
import type { MapPoint } from "@atlas/ui/map/map-city";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { DemandKey, type useDemand } from "./demand.tsx";
import type { FleetState } from "./fleet-state.ts";
import { useRevision } from "./use-revision.ts";

interface MapKeyProps {
  readonly cars: FleetCars;
  readonly state: Pick<FleetState, "hide" | "vehicle" | "demand">;
  readonly onChange: (change: Partial<Pick<FleetState, "hide" | "vehicle" | "demand">>) => void;
  readonly demand: ReturnType<typeof useDemand>;
  readonly onShow: (place: MapPoint) => void;
}

/** What is on the map, with its filters: vehicles, states, and the cells of demand. */
export function MapKey({ cars, state: { hide, vehicle, demand: isDemandShown }, ...props }: MapKeyProps): ReactNode {
  const t = useTranslations();
  const { onChange, demand, onShow } = props;
  return (
    <div className="absolute left-3 top-3 flex max-h-[calc(100%-4rem)] flex-col gap-2 overflow-y-auto rounded-card bg-raised p-2 shadow-float max-md:right-18 md:w-56">
      <Select
        label={t("fleet.filter")}
        isLabelHidden
        inputSize="sm"
        value={vehicle ?? ""}
        options={[
          { value: "", label: t("fleet.everyVehicle") },
          ...VEHICLE_TYPES.map((value) => ({ value, label: t(`ui.vehicle.${value}`) })),
        ]}
        onChange={({ target }) =>
          onChange({ vehicle: VEHICLE_TYPES.find((candidate) => candidate === target.value) ?? null })
        }
      />
      <Legend
        cars={cars}
        vehicle={vehicle}
        hidden={hide}
        onToggle={(look) =>
          onChange({ hide: hide.includes(look) ? hide.filter((other) => other !== look) : [...hide, look] })
        }
      />
      <label className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control border-t border-line px-2 text-sm hover:bg-sunken max-md:min-h-11">
        <input
          type="checkbox"
          className="size-4.5 shrink-0 accent-action"
          checked={isDemandShown}
          onChange={({ target }) => onChange({ demand: target.checked })}
        />
        {t("fleet.demand.title")}
      </label>
      {isDemandShown ? <DemandKey demand={demand} onShow={onShow} /> : null}
    </div>
  );
}

interface LegendProps {
  readonly cars: FleetCars;
  readonly vehicle: VehicleType | null;
  readonly hidden: readonly CarLook[];
  readonly onToggle: (look: CarLook) => void;
}

function Legend({ cars, vehicle, hidden, onToggle }: LegendProps): ReactNode {
  const t = useTranslations();
  useRevision(cars);
  return (
    <FleetLegend
      label={t("fleet.legend")}
      names={{
        available: t("status.available"),
        offered: t("fleet.offered"),
        busy: t("status.busy"),
        offline: t("status.offline"),
        stale: t("status.stale"),
      }}
      counts={cars.countLooks(vehicle === null ? VEHICLE_TYPES : [vehicle])}
      hidden={hidden}
      onToggle={onToggle}
    />
  );
}
