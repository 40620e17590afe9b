import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { DriverMarker } from "@atlas/ui/map/driver-marker";
import { FitTo } from "@atlas/ui/map/fit-to";
import { CarCamera } from "@atlas/ui/map/car-camera";
import { DemandLayer } from "@atlas/ui/map/demand-layer";
import { FleetCars } from "@atlas/ui/map/fleet-cars";
import { FleetLayer } from "@atlas/ui/map/fleet-layer";
import { FleetLegend } from "@atlas/ui/map/fleet-legend";
import { FleetMapLayer } from "@atlas/ui/map/fleet-map-layer";
import { MapArea, type MapBounds } from "@atlas/ui/map/map-area";
import { MapControls } from "@atlas/ui/map/map-controls";
import { MapMarker } from "@atlas/ui/map/map-marker";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { ReplayMarker } from "@atlas/ui/map/replay-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { TrackLine } from "@atlas/ui/map/track-line";
import { packedFleet } from "@atlas/ui/map/packed-fleet";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState, type ReactNode } from "react";

import { JAKARTA } from "../story-parts.tsx";

const meta: Meta = { title: "Map" };
export default meta;

const PICKUP = { lat: -6.18, lng: 106.83 };
const DROPOFF = { lat: -6.23, lng: 106.81 };
const HALFWAY = { lat: -6.2, lng: 106.822 };
const AT = "2026-03-14T10:00:00Z";
const ROUTE = [
  [106.83, -6.18],
  [106.826, -6.19],
  [106.822, -6.2],
  [106.815, -6.215],
  [106.81, -6.23],
] as const;
const TRACK = [
  { isGap: false, line: [PICKUP, { lat: -6.19, lng: 106.828 }, HALFWAY] },
  { isGap: true, line: [HALFWAY, { lat: -6.215, lng: 106.818 }] },
  { isGap: false, line: [{ lat: -6.215, lng: 106.818 }, DROPOFF] },
];
const FLEET = (["available", "busy", "stale"] as const).map((state, row) => ({
  key: state,
  state,
  lat: -6.18 - row * 0.02,
  lng: 106.82,
  headingDeg: row * 70,
  vehicleType: row === 1 ? ("go-ride" as const) : ("go-car" as const),
}));
const ignore = (): void => {};

function City({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="h-dvh">
      <AtlasMap city={JAKARTA}>{children}</AtlasMap>
    </div>
  );
}

export const Trip: StoryObj = {
  render: () => (
    <City>
      <RouteLine geometry={ROUTE} drivenTo={HALFWAY} ends={[PICKUP, DROPOFF]} />
      <PointMarker kind="pickup" at={PICKUP} label="Stasiun Gambir" isLabelShown />
      <PointMarker kind="dropoff" at={DROPOFF} label="Blok M" />
      <DriverMarker position={{ ...HALFWAY, headingDeg: 210, ageMs: 0, recordedAt: AT }} label="Budi" />
      <FitTo points={[PICKUP, DROPOFF]} />
      <MapControls onLocate={ignore} />
    </City>
  ),
};

export const Replay: StoryObj = {
  render: () => (
    <City>
      <RouteLine geometry={ROUTE} />
      <TrackLine stretches={TRACK} />
      <ReplayMarker place={{ ...HALFWAY, headingDeg: 200 }} isUnknown label="Budi" />
      <FitTo points={[PICKUP, DROPOFF]} />
    </City>
  ),
};

export const StaleDriver: StoryObj = {
  render: () => (
    <City>
      <DriverMarker position={{ ...HALFWAY, headingDeg: null, ageMs: 95_000, recordedAt: AT }} label="Budi" />
      <PointMarker kind="me" at={PICKUP} label="You" />
      <MapMarker at={DROPOFF} label="Anything">
        <span className="rounded-full bg-raised px-3 py-1 font-semibold shadow-float">Anything</span>
      </MapMarker>
      <FitTo points={[PICKUP, DROPOFF]} />
    </City>
  ),
};

export const Fleet: StoryObj = {
  render: () => (
    <City>
      <FleetLayer drivers={FLEET} />
    </City>
  ),
};

const STATES = ["available", "busy", "offline", "stale"] as const;
const EVERYTHING = {
  looks: ["available", "offered", "busy", "offline", "stale"],
  vehicleTypes: ["go-ride", "go-car"],
} as const;

/** A hundred cars, most of them close together. */
function wholeFleet(): FleetCars {
  const cars = new FleetCars();
  const rows = Array.from({ length: 100 }, (_, slot) => ({
    slot,
    lat: -6.2 + Math.sin(slot) * (slot < 60 ? 0.006 : 0.06),
    lng: 106.82 + Math.cos(slot * 7) * (slot < 60 ? 0.006 : 0.06),
    headingDeg: slot * 37,
    vehicleType: slot % 3 === 0 ? ("go-car" as const) : ("go-ride" as const),
    state: STATES[slot % STATES.length] ?? "available",
    ageMs: 0,
  }));
  const named = rows.map(({ slot }): [number, string] => [slot, `driver-${slot}`]);
  cars.apply(packedFleet("snapshot", rows, { named }), 0);
  cars.setOffered(["driver-64", "driver-68"]);
  return cars;
}

const WHOLE_FLEET = wholeFleet();

function FleetOfToday(): ReactNode {
  const [area, setArea] = useState<MapBounds | null>(null);
  return (
    <>
      <City>
        <FleetMapLayer cars={WHOLE_FLEET} filter={EVERYTHING} selectedKey="driver-61" onSelect={ignore} />
        <CarCamera cars={WHOLE_FLEET} followedKey="driver-61" onLetGo={ignore} flight={null} />
        <MapArea onArea={setArea} />
      </City>
      <p className="absolute left-3 top-3 rounded-full bg-raised px-3 py-1 text-sm shadow-float">
        {area === null ? 0 : WHOLE_FLEET.within(area, { ...EVERYTHING, limit: 0 }).count} in sight
      </p>
    </>
  );
}

export const WholeFleet: StoryObj = { render: () => <FleetOfToday /> };

export const Legend: StoryObj = {
  render: () => (
    <div className="m-4 w-64 rounded-card bg-raised p-2 shadow-float">
      <FleetLegend
        label="What the map shows"
        names={{
          available: "Available",
          offered: "Menimbang tawaran",
          busy: "On a trip",
          offline: "Offline",
          stale: "Not heard from",
        }}
        counts={{ available: 6_210, offered: 41, busy: 2_903, offline: 800, stale: 46 }}
        hidden={["offline"]}
        onToggle={ignore}
      />
    </div>
  ),
};

/** A hexagon of half a kilometre around a point. */
function ringAround(lat: number, lng: number): [number, number][] {
  return [0, 1, 2, 3, 4, 5, 6].map((corner) => [
    lng + 0.0048 * Math.cos((corner * Math.PI) / 3),
    lat + 0.0048 * Math.sin((corner * Math.PI) / 3),
  ]);
}

const CELLS = [
  { cell: "short", ring: ringAround(-6.19, 106.82), searching: 6, booked: 9, available: 1 },
  { cell: "served", ring: ringAround(-6.2, 106.83), searching: 1, booked: 4, available: 7 },
  { cell: "idle", ring: ringAround(-6.21, 106.82), searching: 0, booked: 0, available: 5 },
];

export const Demand: StoryObj = {
  render: () => (
    <City>
      <DemandLayer cells={CELLS} />
    </City>
  ),
};
