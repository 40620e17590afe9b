import type { LatLng } from "@atlas/core/geo";

/** Places of the contract's town. */
export const MONAS: LatLng = { lat: -6.1805, lng: 106.8229 };
export const BUNDARAN_HI: LatLng = { lat: -6.195, lng: 106.823 };
export const BLOK_M: LatLng = { lat: -6.2443, lng: 106.7981 };
/** On a road that no other road of the town meets. */
export const ISLAND: LatLng = { lat: -6.03, lng: 106.7 };
/** 7 km east of the last road. */
export const FIELDS: LatLng = { lat: -6.21, lng: 106.89 };
/** In the Java Sea, 35 km from any road. */
export const AT_SEA: LatLng = { lat: -5.7, lng: 106.8 };

/** Monas – Bundaran HI – Semanggi – Blok M with side streets, a toll road beside it, and an island, as OpenStreetMap would have them. */
export const CONTRACT_ROADS: {
  readonly nodes: readonly { readonly id: number; readonly at: readonly [lat: number, lng: number] }[];
  readonly ways: readonly {
    readonly id: number;
    readonly nodeIds: readonly number[];
    readonly tags: Readonly<Record<string, string>>;
  }[];
} = {
  nodes: [
    { id: 1, at: [MONAS.lat, MONAS.lng] },
    { id: 2, at: [BUNDARAN_HI.lat, BUNDARAN_HI.lng] },
    { id: 3, at: [-6.22, 106.8142] },
    { id: 4, at: [-6.236, 106.7985] },
    { id: 5, at: [BLOK_M.lat, BLOK_M.lng] },
    { id: 6, at: [-6.1815, 106.826] },
    { id: 7, at: [-6.2445, 106.802] },
    { id: 8, at: [-6.1955, 106.828] },
    { id: 9, at: [-6.2195, 106.81] },
    { id: 10, at: [-6.21, 106.8145] },
    { id: 21, at: [ISLAND.lat, ISLAND.lng] },
    { id: 22, at: [-6.031, 106.702] },
  ],
  ways: [
    { id: 1, nodeIds: [1, 2], tags: { highway: "primary", name: "Jalan M.H. Thamrin" } },
    { id: 2, nodeIds: [2, 10, 3], tags: { highway: "primary", name: "Jalan Jenderal Sudirman" } },
    { id: 3, nodeIds: [3, 4, 5], tags: { highway: "primary", name: "Jalan Sisingamangaraja" } },
    { id: 4, nodeIds: [1, 6], tags: { highway: "residential", name: "Jalan Merdeka Selatan" } },
    { id: 5, nodeIds: [5, 7], tags: { highway: "residential" } },
    { id: 6, nodeIds: [2, 8], tags: { highway: "secondary", name: "Jalan Imam Bonjol" } },
    { id: 7, nodeIds: [10, 9, 4], tags: { highway: "motorway", name: "Tol Dalam Kota" } },
    { id: 8, nodeIds: [4, 9], tags: { highway: "motorway", name: "Tol Dalam Kota" } },
    { id: 9, nodeIds: [9, 10], tags: { highway: "motorway", name: "Tol Dalam Kota" } },
    { id: 10, nodeIds: [21, 22], tags: { highway: "residential", name: "Jalan Pulau" } },
  ],
};
