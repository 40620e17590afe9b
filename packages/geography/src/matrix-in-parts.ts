import type { LatLng } from "@atlas/core/geo";
import type { Eta } from "@atlas/core/routing";

export type MatrixRow = (Eta | null)[];

export interface MatrixServer {
  /** One request; null when the server refuses all of it because a place of it is on no road or too far. */
  readonly ask: (origins: readonly LatLng[], destinations: readonly LatLng[]) => Promise<MatrixRow[] | null>;
  /** Whether the server takes so many places in one request. */
  readonly fits: (origins: number, destinations: number) => boolean;
}

/**
 * A matrix from a server that takes so much at once and refuses the whole for one bad place: asks again in halves until the
 * bad ones stand alone, and those alone have no ETA. Costs one request when all is well.
 */
export async function matrixInParts(
  { ask, fits }: MatrixServer,
  origins: readonly LatLng[],
  destinations: readonly LatLng[],
): Promise<MatrixRow[]> {
  const knownRoads = new Map<LatLng, boolean>();
  const isOnRoad = async (place: LatLng): Promise<boolean> => {
    const isKnown = knownRoads.get(place) ?? (await ask([place], [place])) !== null;
    knownRoads.set(place, isKnown);
    return isKnown;
  };

  async function rowsOf(from: readonly LatLng[], to: readonly LatLng[]): Promise<MatrixRow[]> {
    if (from.length === 0 || to.length === 0) return from.map(() => []);
    const isOneRequest = fits(from.length, to.length);
    const whole = isOneRequest ? await ask(from, to) : null;
    if (whole !== null) return whole;
    if (from.length === 1 && to.length === 1) return [[null]];
    if (isOneRequest) {
      // A bad destination would else cost a request for every origin.
      const areOnRoad: boolean[] = [];
      for (const place of to) areOnRoad.push(await isOnRoad(place));
      if (areOnRoad.includes(false)) {
        const rows = await rowsOf(
          from,
          to.filter((_, column) => areOnRoad[column]),
        );
        return rows.map((row) => spread(row, areOnRoad));
      }
    }
    if (from.length >= to.length) {
      const half = from.length >> 1;
      return [...(await rowsOf(from.slice(0, half), to)), ...(await rowsOf(from.slice(half), to))];
    }
    const half = to.length >> 1;
    const [left, right] = [await rowsOf(from, to.slice(0, half)), await rowsOf(from, to.slice(half))];
    return left.map((row, index) => [...row, ...(right[index] ?? [])]);
  }

  return rowsOf(origins, destinations);
}

/** Puts the measured cells back in their columns. */
function spread(row: MatrixRow, isMeasured: readonly boolean[]): MatrixRow {
  const left = [...row];
  return isMeasured.map((measured) => (measured ? (left.shift() ?? null) : null));
}
