import type { OsmData } from "../osm/osm-data.ts";

/** A stretch of coast, land on its left. */
export interface CoastLine {
  readonly points: readonly (readonly [number, number])[];
  /** An island, or a lagoon, that closes in itself. */
  readonly isClosed: boolean;
}

/**
 * The `natural=coastline` ways strung together from end to start. A way is cut where the extract lacks a node; coordinates are
 * [lng, lat].
 */
export function coastLines(data: OsmData): CoastLine[] {
  const pieces = data.ways.flatMap(({ tags, nodeIds }) =>
    tags["natural"] === "coastline" ? wholePieces(data, nodeIds) : [],
  );
  return join(pieces).map((nodeIds) => ({
    points: nodeIds.flatMap((nodeId): [number, number][] => {
      const position = data.positions.get(nodeId);
      return position === null ? [] : [[position.lngE7 / 1e7, position.latE7 / 1e7]];
    }),
    isClosed: nodeIds.length >= 4 && nodeIds[0] === nodeIds[nodeIds.length - 1],
  }));
}

function wholePieces(data: OsmData, nodeIds: readonly number[]): number[][] {
  const pieces: number[][] = [[]];
  for (const nodeId of nodeIds) {
    if (data.positions.get(nodeId) === null) pieces.push([]);
    else pieces[pieces.length - 1]?.push(nodeId);
  }
  return pieces.filter((piece) => piece.length >= 2);
}

/** Follows each piece to the one that starts where it ends. Never turns a piece round: its direction says where land is. */
function join(pieces: readonly number[][]): number[][] {
  const startingAt = new Map<number, number[]>();
  const endings = new Set<number>();
  for (const piece of pieces) {
    const [start, end] = [piece[0] ?? 0, piece[piece.length - 1] ?? 0];
    if (start === end) continue;
    // Of two pieces that start at one node, which is a mistake in the map, the second stays by itself.
    if (!startingAt.has(start)) startingAt.set(start, piece);
    endings.add(end);
  }
  const used = new Set<number[]>();
  const follow = (first: number[]): number[] => {
    const line = [...first];
    used.add(first);
    for (;;) {
      const end = line[line.length - 1] ?? 0;
      const next = end === line[0] ? undefined : startingAt.get(end);
      if (next === undefined || used.has(next)) return line;
      used.add(next);
      line.push(...next.slice(1));
    }
  };
  // Open lines from their first piece on; what then is left closes in itself.
  const openFirst = pieces.toSorted((a, b) => Number(endings.has(a[0] ?? 0)) - Number(endings.has(b[0] ?? 0)));
  return openFirst.flatMap((piece) => (used.has(piece) ? [] : [follow(piece)]));
}
