"use client";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";
import { useFleet } from "@atlas/features/fleet/use-fleet";
import { useRpc } from "@atlas/features/rpc";
import { Select } from "@atlas/ui/field";
import { IconButton } from "@atlas/ui/icon-button";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { FleetLayer } from "@atlas/ui/map/fleet-layer";
import { MapControls } from "@atlas/ui/map/map-controls";
import { PageTitle } from "@atlas/ui/page-title";
import { useQuery } from "@tanstack/react-query";
import { PanelRightClose, PanelRightOpen } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { OpenSearchButton } from "../search/open-search.tsx";
import { CityTotals } from "./city-totals.tsx";
import { OpenOrders } from "./open-orders.tsx";
import { SelectedDriver } from "./selected-driver.tsx";

/** Every driver live, the city in numbers, and the orders that are open now. */
export function LiveMapPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const city = useQuery(rpc.city.get.queryOptions({}, { staleTime: Infinity }));
  const [vehicleType, setVehicleType] = useState<VehicleType | null>(null);
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const [isPanelOpen, setIsPanelOpen] = useState(true);
  const { fleet, isConnecting } = useFleet(vehicleType ? { vehicleType } : {});
  const drivers = useMemo(() => [...fleet.values()], [fleet]);
  const selected = selectedKey === null ? undefined : fleet.get(selectedKey);

  return (
    <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col md:h-dvh md:min-h-0 md:flex-row">
      <PageTitle>{t("fleet.title")}</PageTitle>
      <h1 className="sr-only">{t("fleet.title")}</h1>
      <div className="relative h-[58dvh] grow md:h-auto">
        <AtlasMap city={city.data ?? null} onTap={() => setSelectedKey(null)}>
          <FleetLayer drivers={drivers} selectedKey={selectedKey} onSelect={setSelectedKey} />
          <MapControls />
        </AtlasMap>
        <div className="absolute left-3 top-3 w-44">
          <Select
            label={t("fleet.filter")}
            isLabelHidden
            inputSize="sm"
            className="shadow-float"
            value={vehicleType ?? ""}
            options={[
              { value: "", label: t("fleet.everyVehicle") },
              ...VEHICLE_TYPES.map((value) => ({ value, label: t(`ui.vehicle.${value}`) })),
            ]}
            onChange={({ target }) =>
              setVehicleType(VEHICLE_TYPES.find((candidate) => candidate === target.value) ?? null)
            }
          />
        </div>
        <OpenSearchButton look="floating" className="absolute right-3 top-3" />
        <div className="absolute right-3 top-3 hidden md:block">
          <IconButton
            label={isPanelOpen ? t("fleet.hidePanel") : t("fleet.showPanel")}
            look="floating"
            aria-expanded={isPanelOpen}
            onClick={() => setIsPanelOpen(!isPanelOpen)}
          >
            {isPanelOpen ? <PanelRightClose aria-hidden="true" /> : <PanelRightOpen aria-hidden="true" />}
          </IconButton>
        </div>
        {isConnecting ? (
          <p
            role="status"
            className="absolute inset-x-0 top-4 mx-auto w-fit rounded-full bg-raised px-4 py-1.5 text-sm font-semibold shadow-float"
          >
            {t("fleet.connecting")}
          </p>
        ) : null}
        {selected ? <SelectedDriver driver={selected} onClose={() => setSelectedKey(null)} /> : null}
      </div>
      {isPanelOpen ? (
        <aside
          aria-label={t("fleet.openOrders")}
          className="flex flex-col gap-4 border-line bg-surface p-4 md:w-88 md:shrink-0 md:overflow-y-auto md:border-l"
        >
          <CityTotals />
          <OpenOrders />
        </aside>
      ) : null}
    </div>
  );
}
