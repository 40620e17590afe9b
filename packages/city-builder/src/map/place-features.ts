import type { PlaceRecord } from "@atlas/core/geocoding";
import type { MapFeature, MapGeometry } from "./map-feature.ts";

const POI_KIND: Readonly<Partial<Record<PlaceRecord["kind"], string>>> = {
  landmark: "attraction",
  station: "station",
  airport: "aerodrome",
  mall: "mall",
  hospital: "hospital",
  park: "park",
};

/** Labels of cities, areas and landmarks. Streets carry their names themselves. */
export function placeFeatures(places: readonly PlaceRecord[]): MapFeature[] {
  return places.flatMap((place): MapFeature[] => {
    const geometry: MapGeometry = { type: "Point", coordinates: [place.lng, place.lat] };
    const weight = place.weight ?? 0;
    const base = { name: place.name, min_zoom: 0 };
    if (place.kind === "street") return [];
    if (place.kind === "city") {
      const properties = {
        ...base,
        kind: "locality",
        kind_detail: "city",
        population_rank: 12,
        min_zoom: 8,
        sort_key: 8,
      };
      return [{ layer: "places", geometry, minZoom: 8, properties }];
    }
    if (place.kind === "area") {
      const minZoom = weight >= 0.5 ? 11 : 13;
      const kind = minZoom === 11 ? "macrohood" : "neighbourhood";
      const properties = { ...base, kind, kind_detail: kind, min_zoom: minZoom, sort_key: minZoom };
      return [{ layer: "places", geometry, minZoom, properties }];
    }
    const minZoom = weight >= 0.8 ? 12 : weight >= 0.5 ? 13 : 14;
    const properties = { ...base, kind: POI_KIND[place.kind] ?? "attraction", min_zoom: minZoom, sort_key: minZoom };
    return [{ layer: "pois", geometry, minZoom, properties }];
  });
}
