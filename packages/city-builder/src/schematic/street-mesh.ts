import { crossing, type Point } from "./plane.ts";

/** A road before its crossings are known. */
export interface MeshLine {
  readonly points: readonly Point[];
  readonly tags: Readonly<Record<string, string>>;
}

interface Stretch {
  readonly line: number;
  readonly index: number;
  readonly a: Point;
  readonly b: Point;
  /** Crossings on it: the share along and the point, which both stretches have in common. */
  readonly cuts: { readonly at: number; readonly point: Point }[];
}

const CELL_M = 400;

/** Adds a common point wherever two lines cross at grade, so that one can turn there. Equal points become one junction. */
export function meshLines(lines: readonly MeshLine[]): MeshLine[] {
  const stretches = lines.flatMap(({ points }, line) =>
    points.slice(1).map((b, index): Stretch => ({ line, index, a: points[index] ?? b, b, cuts: [] })),
  );
  const cells = new Map<string, Stretch[]>();
  for (const stretch of stretches) {
    const met = new Set<Stretch>();
    for (const cell of cellsOf(stretch)) {
      const others = cells.get(cell) ?? [];
      for (const other of others) {
        if (other.line !== stretch.line && !met.has(other)) {
          met.add(other);
          cut(stretch, other);
        }
      }
      others.push(stretch);
      cells.set(cell, others);
    }
  }
  const byLine = Map.groupBy(stretches, ({ line }) => line);
  return lines.map(({ points, tags }, line) => ({
    tags,
    points: [
      ...(byLine.get(line) ?? []).flatMap(({ a, cuts }) => [
        a,
        ...cuts.toSorted((x, y) => x.at - y.at).map(({ point }) => point),
      ]),
      ...points.slice(-1),
    ].filter((point, index, all) => index === 0 || point !== all[index - 1]),
  }));
}

function cut(one: Stretch, other: Stretch): void {
  if (one.a === other.a || one.a === other.b || one.b === other.a || one.b === other.b) return;
  const found = crossing(one.a, one.b, other.a, other.b);
  if (found === null) return;
  const point: Point = [one.a[0] + (one.b[0] - one.a[0]) * found.t, one.a[1] + (one.b[1] - one.a[1]) * found.t];
  one.cuts.push({ at: found.t, point });
  other.cuts.push({ at: found.u, point });
}

function cellsOf({ a, b }: Stretch): string[] {
  const cells: string[] = [];
  const [west, east] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])].map((x) => Math.floor(x / CELL_M));
  const [south, north] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])].map((y) => Math.floor(y / CELL_M));
  for (let x = west ?? 0; x <= (east ?? 0); x++) {
    for (let y = south ?? 0; y <= (north ?? 0); y++) cells.push(`${x}/${y}`);
  }
  return cells;
}
