/** The background map of a city as clients load it. */
export interface Basemap {
  /** PMTiles archive or style, or null for the plain fall-back. */
  readonly url: string | null;
  readonly isSchematic: boolean;
  /** Credit to show on every map. */
  readonly attribution: string;
}
