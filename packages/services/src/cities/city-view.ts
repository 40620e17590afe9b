import type { Basemap } from "@atlas/core/basemap";
import type { Bounds } from "@atlas/core/bounding-box";
import type { LatLng } from "@atlas/core/geo";
import { serviceAreaBounds } from "@atlas/core/service-area";
import type { VehicleType } from "@atlas/core/vehicle";
import type { ServiceAreaGeometry } from "@atlas/db/schema/cities";
import type { City, CityTariff } from "./find-city.ts";

/** A city as clients see it; amounts are decimal strings of minor units. */
export interface CityView {
  readonly cityId: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly center: LatLng;
  readonly bounds: Bounds;
  readonly serviceArea: ServiceAreaGeometry;
  readonly vehicleTypes: readonly VehicleTypeView[];
  readonly basemapUrl: string | null;
  readonly isSchematic: boolean;
  readonly attribution: string;
}

export interface VehicleTypeView {
  readonly vehicleType: VehicleType;
  readonly name: string;
  readonly capacity: number;
  readonly baseMinor: string;
  readonly perKmMinor: string;
  readonly minimumMinor: string;
}

const VEHICLE_NAMES: { readonly [V in VehicleType]: { readonly name: string; readonly capacity: number } } = {
  "go-ride": { name: "Go Ride", capacity: 1 },
  "go-car": { name: "Go Car", capacity: 4 },
};

/** The city with the tariffs in force and its basemap. */
export function toCityView(city: City, tariffs: readonly CityTariff[], basemap: Basemap): CityView {
  const center = { lat: city.centerLat, lng: city.centerLng };
  return {
    cityId: city.id,
    name: city.name,
    currency: city.currency,
    timezone: city.timezone,
    center,
    bounds: serviceAreaBounds(city.serviceArea) ?? [center.lng, center.lat, center.lng, center.lat],
    serviceArea: city.serviceArea,
    vehicleTypes: tariffs.map((tariff) => ({
      vehicleType: tariff.vehicleType,
      ...VEHICLE_NAMES[tariff.vehicleType],
      baseMinor: tariff.baseMinor.toString(),
      perKmMinor: tariff.perKmMinor.toString(),
      minimumMinor: tariff.minimumMinor.toString(),
    })),
    basemapUrl: basemap.url,
    isSchematic: basemap.isSchematic,
    attribution: basemap.attribution,
  };
}
