import { seededRandom } from "@atlas/core/seeded-random";
import { crossing, distanceToStretch, isInside, type Point, toPlane } from "./plane.ts";
import type { SchematicFacts } from "./schematic-facts.ts";
import type { MeshLine } from "./street-mesh.ts";

/** Streets keep this far from an arterial that they do not cross. */
const CLEAR_OF_ARTERIAL_M = 75;
/** The share of street pieces left out, so that blocks differ. */
const GAPS = 0.12;
const ANGLES_DEG = [-24, -12, 0, 8, 17, 31];
/** Every so many streets there is a wider one. */
const COLLECTOR_EVERY = 4;
const INDEX_CELL_M = 500;

interface GridPoint {
  readonly point: Point;
  readonly row: number;
  readonly column: number;
}

interface District {
  readonly name: string;
  readonly center: Point;
}

/** What streets keep clear of, or do not cross. */
export interface StreetLimits {
  readonly arterials: readonly (readonly Point[])[];
  readonly barriers: readonly (readonly Point[])[];
  readonly outline: readonly Point[];
  readonly closed: readonly (readonly Point[])[];
}

/** Fills each district with a grid of its own spacing and direction, sewn to the next one along their border. */
export function localStreets({ areas }: SchematicFacts, limits: StreetLimits): MeshLine[] {
  const districts = areas.districts.map(({ name, at }) => ({ name, center: toPlane(at) }));
  const arterials = indexStretches(limits.arterials);
  const barriers = indexStretches(limits.barriers);
  const isFree = (point: Point): boolean =>
    isInside(limits.outline, point) &&
    !limits.closed.some((ring) => isInside(ring, point)) &&
    !near(arterials, point).some(([a, b]) => distanceToStretch(point, a, b) < CLEAR_OF_ARTERIAL_M);
  const isOpen = (a: Point, b: Point): boolean =>
    ![...near(barriers, a), ...near(barriers, b)].some(([c, d]) => crossing(a, b, c, d) !== null);

  const lines: MeshLine[] = [];
  const edges: { readonly district: District; readonly point: Point }[] = [];
  for (const [index, district] of districts.entries()) {
    const random = seededRandom(index + 1);
    const grid = gridOf(district, districts, random);
    const free = new Map([...grid].filter(([, { point }]) => isFree(point)));
    lines.push(...linesOf(district, free, { isOpen, random }));
    for (const { point, row, column } of free.values()) {
      const isInner = [
        [row, column + 1],
        [row, column - 1],
        [row + 1, column],
        [row - 1, column],
      ].every(([r, c]) => grid.has(`${r}/${c}`));
      if (!isInner) edges.push({ district, point });
    }
  }
  return [...lines, ...seams(edges, isOpen)];
}

function gridOf(district: District, districts: readonly District[], random: () => number): Map<string, GridPoint> {
  const angle = ((ANGLES_DEG[Math.floor(random() * ANGLES_DEG.length)] ?? 0) * Math.PI) / 180;
  const spacing = 210 + Math.round(random() * 9) * 10;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const reach = Math.ceil(6_500 / spacing);
  const grid = new Map<string, GridPoint>();
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const jitter = (): number => (random() - 0.5) * spacing * 0.16;
      const [x, y] = [column * spacing + jitter(), row * spacing + jitter()];
      const point: Point = [district.center[0] + x * cos - y * sin, district.center[1] + x * sin + y * cos];
      if (nearestDistrict(districts, point) === district) grid.set(`${row}/${column}`, { point, row, column });
    }
  }
  return grid;
}

function nearestDistrict(districts: readonly District[], [x, y]: Point): District | undefined {
  let [found, foundSquared]: [District | undefined, number] = [undefined, Infinity];
  for (const district of districts) {
    const squared = (district.center[0] - x) ** 2 + (district.center[1] - y) ** 2;
    if (squared < foundSquared) [found, foundSquared] = [district, squared];
  }
  return found;
}

interface LineRules {
  readonly isOpen: (a: Point, b: Point) => boolean;
  readonly random: () => number;
}

/** Rows and columns of the grid as streets, each broken where a piece is missing. */
function linesOf(district: District, free: ReadonlyMap<string, GridPoint>, { isOpen, random }: LineRules): MeshLine[] {
  const lines: MeshLine[] = [];
  for (const isRow of [true, false]) {
    const byLine = Map.groupBy(free.values(), ({ row, column }) => (isRow ? row : column));
    for (const [line, points] of byLine) {
      const isCollector = Math.abs(line) % COLLECTOR_EVERY === 0;
      const tags = {
        highway: isCollector ? "unclassified" : "residential",
        name: `Jalan ${district.name} ${(line < 0 ? -line * 2 + 1 : line * 2) * 2 + (isRow ? 1 : 2)}`,
      };
      let run: Point[] = [];
      const endRun = (): void => {
        if (run.length >= 2) lines.push({ points: run, tags });
        run = [];
      };
      const at = (each: GridPoint): number => (isRow ? each.column : each.row);
      const sorted = points.toSorted((a, b) => at(a) - at(b));
      for (const [index, each] of sorted.entries()) {
        const before = sorted[index - 1];
        const isGap = random() < GAPS && !isCollector;
        if (before !== undefined && (at(each) - at(before) > 2 || isGap || !isOpen(before.point, each.point))) endRun();
        run.push(each.point);
      }
      endRun();
    }
  }
  return lines;
}

/** Short links between the outermost streets of neighbouring districts. */
function seams(
  edges: readonly { readonly district: District; readonly point: Point }[],
  isOpen: (a: Point, b: Point) => boolean,
): MeshLine[] {
  const links: MeshLine[] = [];
  for (const edge of edges) {
    let nearest: Point | null = null;
    let nearestM = 260;
    for (const other of edges) {
      if (other.district === edge.district) continue;
      const distanceM = Math.hypot(other.point[0] - edge.point[0], other.point[1] - edge.point[1]);
      if (distanceM < nearestM) [nearest, nearestM] = [other.point, distanceM];
    }
    if (nearest !== null && isOpen(edge.point, nearest)) {
      links.push({ points: [edge.point, nearest], tags: { highway: "residential" } });
    }
  }
  return links;
}

type StretchIndex = ReadonlyMap<string, readonly (readonly [Point, Point])[]>;

function indexStretches(lines: readonly (readonly Point[])[]): StretchIndex {
  const index = new Map<string, (readonly [Point, Point])[]>();
  for (const line of lines) {
    for (const [at, b] of line.slice(1).entries()) {
      const a = line[at] ?? b;
      for (const key of cellsAround(a, b)) {
        const cell = index.get(key) ?? [];
        cell.push([a, b]);
        index.set(key, cell);
      }
    }
  }
  return index;
}

function cellsAround(a: Point, b: Point): string[] {
  const keys: string[] = [];
  const cell = (value: number): number => Math.floor(value / INDEX_CELL_M);
  for (let x = cell(Math.min(a[0], b[0])) - 1; x <= cell(Math.max(a[0], b[0])) + 1; x++) {
    for (let y = cell(Math.min(a[1], b[1])) - 1; y <= cell(Math.max(a[1], b[1])) + 1; y++) keys.push(`${x}/${y}`);
  }
  return keys;
}

function near(index: StretchIndex, [x, y]: Point): readonly (readonly [Point, Point])[] {
  return index.get(`${Math.floor(x / INDEX_CELL_M)}/${Math.floor(y / INDEX_CELL_M)}`) ?? [];
}
