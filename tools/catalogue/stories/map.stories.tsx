import { AtlasMap } from "@atlas/ui/map/atlas-map";
import { DriverMarker } from "@atlas/ui/map/driver-marker";
import { FitTo } from "@atlas/ui/map/fit-to";
import { FleetLayer } from "@atlas/ui/map/fleet-layer";
import { MapControls } from "@atlas/ui/map/map-controls";
import { MapMarker } from "@atlas/ui/map/map-marker";
import { PointMarker } from "@atlas/ui/map/point-marker";
import { ReplayMarker } from "@atlas/ui/map/replay-marker";
import { RouteLine } from "@atlas/ui/map/route-line";
import { TrackLine } from "@atlas/ui/map/track-line";
import type { Meta, StoryObj } from "@storybook/react-vite";
import type { ReactNode } from "react";

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
  vehicleType: row === 1 ? "go-ride" : "go-car",
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
      <FleetLayer drivers={FLEET} selectedKey="busy" onSelect={ignore} />
    </City>
  ),
};
