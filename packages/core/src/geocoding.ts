import { z } from "zod";
import type { LatLng } from "./geo.ts";

export const PLACE_KINDS = [
  "landmark",
  "station",
  "airport",
  "mall",
  "hospital",
  "park",
  "street",
  "area",
  "city",
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** A named point. `detail` says where it is ("Gambir, Jakarta Pusat"). */
export interface Place extends LatLng {
  readonly label: string;
  readonly kind: PlaceKind;
  readonly detail: string | null;
  /** The part of the text that was looked for, where nothing fits all of it. */
  readonly matched?: string;
}

/** One row of a city's `places.json`. */
export const placeRecordSchema = z.object({
  name: z.string().min(1),
  kind: z.enum(PLACE_KINDS),
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  /** Other names people type ("gbk"). */
  aliases: z.array(z.string().min(1)).optional(),
  /** The area it lies in. */
  parent: z.string().min(1).optional(),
  /** 0 … 1, how likely it is meant. */
  weight: z.number().min(0).max(1).optional(),
});
export type PlaceRecord = z.infer<typeof placeRecordSchema>;

export interface SearchOptions {
  /** Nearer places come first among equals. */
  readonly near?: LatLng;
  /** 8 when left out. */
  readonly limit?: number;
}

/**
 * Names to points and back. A text of which not even the beginning is known finds nothing; a point far from everything named has no
 * place.
 */
export interface Geocoder {
  readonly name: string;
  search(query: string, options?: SearchOptions): Promise<readonly Place[]>;
  reverse(point: LatLng): Promise<Place | null>;
  /** Places to go that everybody knows, the best known first; none where the adapter does not know which they are. */
  popular(): Promise<readonly Place[]>;
}
