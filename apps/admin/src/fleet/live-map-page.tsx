"use client";
import { FleetFeed } from "@atlas/features/fleet/fleet-feed";
import { useRpc } from "@atlas/features/rpc";
import { IconButton } from "@atlas/ui/icon-button";
import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { CarCamera } from "@atlas/ui/map/car-camera";
import { DemandLayer } from "@atlas/ui/map/demand-layer";
import { FleetCars } from "@atlas/ui/map/fleet-cars";
import { FleetMapLayer } from "@atlas/ui/map/fleet-map-layer";
import { MapArea, type MapBounds } from "@atlas/ui/map/map-area";
import type { MapPoint } from "@atlas/ui/map/map-city";
import { MapControls } from "@atlas/ui/map/map-controls";
import { PageTitle } from "@atlas/ui/page-title";
import { Tabs } from "@atlas/ui/tabs";
import { useQuery } from "@tanstack/react-query";
import { PanelRightClose, PanelRightOpen } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { OpenSearchButton } from "../search/open-search.tsx";
import { AS_TYPED } from "../table/list-state.ts";
import { CityTotals } from "./city-totals.tsx";
import { Connecting } from "./connecting.tsx";
import { useDemand } from "./demand.tsx";
import { DriverTrail } from "./driver-trail.tsx";
import { DriversPanel } from "./drivers-panel.tsx";
import { FLEET_STATE, fleetFilterOf, PANELS } from "./fleet-state.ts";
import { MapKey } from "./map-key.tsx";
import { OpenOrders } from "./open-orders.tsx";
import { SelectedDriver } from "./selected-driver.tsx";

const NO_CELLS = [] as const;

/** Every driver live, who each is, where riders book, the city in numbers, and the orders that are open now. */
export function LiveMapPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const city = useQuery(rpc.city.get.queryOptions({}, { staleTime: Infinity }));
  const [cars] = useState(() => new FleetCars());
  const [state, setState] = useQueryStates(FLEET_STATE, AS_TYPED);
  const { hide, vehicle, driver: selectedId, demand: isDemandShown, panel } = state;
  const filter = useMemo(() => fleetFilterOf({ hide, vehicle }), [hide, vehicle]);
  const [area, setArea] = useState<MapBounds | null>(null);
  const [flight, setFlight] = useState<{ readonly to: MapPoint } | null>(null);
  const [isFollowing, setIsFollowing] = useState(false);
  const [isPanelOpen, setIsPanelOpen] = useState(true);
  const demand = useDemand(isDemandShown, vehicle);

  function select(driverId: string | null): void {
    if (driverId !== selectedId) setIsFollowing(false);
    void setState({ driver: driverId });
  }
  function selectAndFly(driverId: string): void {
    select(driverId);
    const car = cars.carOf(driverId, Date.now());
    if (car !== null) setFlight({ to: car });
  }

  return (
    <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col md:h-dvh md:min-h-0 md:flex-row">
      <PageTitle>{t("fleet.title")}</PageTitle>
      <h1 className="sr-only">{t("fleet.title")}</h1>
      <FleetFeed cars={cars} />
      <div className="relative h-[58dvh] grow md:h-auto">
        <AtlasMap city={city.data ?? null} onTap={() => select(null)}>
          <MapArea onArea={setArea} />
          {isDemandShown ? <DemandLayer cells={demand.data?.cells ?? NO_CELLS} /> : null}
          {selectedId === null ? null : <DriverTrail key={selectedId} cars={cars} driverId={selectedId} />}
          <FleetMapLayer cars={cars} filter={filter} selectedKey={selectedId} onSelect={select} />
          <CarCamera
            cars={cars}
            followedKey={isFollowing ? selectedId : null}
            onLetGo={() => setIsFollowing(false)}
            flight={flight}
          />
          <MapControls />
        </AtlasMap>
        <MapKey cars={cars} state={state} onChange={setState} demand={demand} onShow={(to) => setFlight({ to })} />
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
        <Connecting cars={cars} />
        {selectedId === null ? null : (
          <SelectedDriver
            key={selectedId}
            cars={cars}
            driverId={selectedId}
            isFollowed={isFollowing}
            onFollow={setIsFollowing}
            onClose={() => select(null)}
          />
        )}
      </div>
      {isPanelOpen ? (
        <aside
          aria-label={t("fleet.panel")}
          className="border-line bg-surface p-4 md:w-88 md:shrink-0 md:overflow-y-auto md:border-l"
        >
          <Tabs
            label={t("fleet.panel")}
            value={panel}
            onChange={(next) => void setState({ panel: next })}
            tabs={PANELS.map((value) => ({
              value,
              label: t(`fleet.panels.${value}`),
              content:
                value === "drivers" ? (
                  <DriversPanel
                    cars={cars}
                    filter={filter}
                    area={area}
                    selectedId={selectedId}
                    onSelect={selectAndFly}
                  />
                ) : (
                  <div className="flex flex-col gap-4">
                    <CityTotals />
                    <OpenOrders />
                  </div>
                ),
            }))}
          />
        </aside>
      ) : null}
    </div>
  );
}
