import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { destination, type LatLng } from "@atlas/core/geo";
import { arcTimesAt } from "@atlas/core/roads/arc-times";
import { createEtaSearch } from "@atlas/core/roads/eta-search";
import { decodeGraph } from "@atlas/core/roads/graph-file";
import { createPathSearch } from "@atlas/core/roads/path-search";
import type { RoadGraph } from "@atlas/core/roads/road-graph";
import { createSnapper, type Snap } from "@atlas/core/roads/snap";
import { tracePath } from "@atlas/core/roads/trace";
import { buildJakarta } from "./bench-jakarta.ts";
import { atMost, type Measurement, quantile, info } from "./measurement.ts";

const CENTRE: LatLng = { lat: -6.2, lng: 106.83 };
const ROUTES = 2_000;
const PICKUPS = 1_000;
const DRIVERS_NEAR = 200;
/** A weekday's noon and its evening rush, where the bounds of the search are weakest. */
const SLOTS = [12, 17];

/**
 * Roads of Jakarta: opening `graph.bin`, routes across town, and the ETAs of all drivers within ten minutes of a pickup.
 * On the real streets where ../shared/geo has them, else on the schematic city (the name of each measurement says which).
 */
export async function benchRoads(): Promise<Measurement[]> {
  await using jakarta = await buildJakarta();
  return await measure(join(jakarta.dir, "jakarta", "graph.bin"), jakarta.name);
}

async function measure(path: string, city: string): Promise<Measurement[]> {
  const loads: number[] = [];
  let graph = decodeGraph(await readFile(path));
  let snap = createSnapper(graph);
  for (let run = 0; run < 5; run++) {
    const startedAt = performance.now();
    graph = decodeGraph(await readFile(path));
    snap = createSnapper(graph);
    createPathSearch(graph);
    arcTimesAt(graph, 12, true);
    loads.push(performance.now() - startedAt);
  }
  const random = createRandom(1);
  const places = scatter(random, snap, ROUTES);
  const routes = SLOTS.flatMap((slot) => timeRoutes(graph, places, slot));
  const etas = SLOTS.flatMap((slot) => timeEtas(graph, snap, { random, slot }));
  return [
    // Each question is asked three times and the best counts; the quantiles are over different questions.
    atMost(`graph of ${city} opened`, Math.max(...loads), { unit: "ms", limit: 1_000 }),
    info(`route across ${city}, p50`, quantile(routes, 0.5), "ms"),
    atMost(`route across ${city}, p99`, quantile(routes, 0.99), { unit: "ms", limit: 10 }),
    info(`ETAs of all drivers within 10 min, ${city}, p50`, quantile(etas, 0.5), "ms"),
    atMost(`ETAs of all drivers within 10 min, ${city}, p99`, quantile(etas, 0.99), { unit: "ms", limit: 1 }),
  ];
}

/** Places on roads anywhere within 16 km of the centre. */
function scatter(random: () => number, snap: ReturnType<typeof createSnapper>, count: number): Snap[] {
  const places: Snap[] = [];
  while (places.length < count) {
    const place = snap(destination(CENTRE, random() * 360, Math.sqrt(random()) * 16_000), "curb");
    if (place !== null) places.push(place);
  }
  return places;
}

function timeRoutes(graph: RoadGraph, places: readonly Snap[], slot: number): number[] {
  const search = createPathSearch(graph);
  const times = arcTimesAt(graph, slot, true);
  return places.slice(1).map((to, index) => {
    const from = places[index] ?? to;
    return quickestOf(() => {
      const path = search(from, to, times);
      if (path !== null) tracePath(graph, path, { from, to }, times.seconds);
    });
  });
}

/** Pickups in the centre, each with drivers scattered over the streets around, snapped already as a live fleet is. */
function timeEtas(
  graph: RoadGraph,
  snap: ReturnType<typeof createSnapper>,
  { random, slot }: { readonly random: () => number; readonly slot: number },
): number[] {
  const search = createEtaSearch(graph);
  const { seconds } = arcTimesAt(graph, slot, true);
  const samples: number[] = [];
  while (samples.length < PICKUPS) {
    const at = destination(CENTRE, random() * 360, random() * 8_000);
    const pickup = snap(at, "curb");
    if (pickup === null) continue;
    const drivers = Array.from({ length: DRIVERS_NEAR }, () =>
      snap(destination(at, random() * 360, Math.sqrt(random()) * 5_000), "any"),
    );
    samples.push(quickestOf(() => search(pickup, drivers, { arcSeconds: seconds, maxDurationS: 600 })));
  }
  return samples;
}

/** Milliseconds of the best of three: what the code takes, and not what else ran on the machine meanwhile. */
function quickestOf(run: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const startedAt = performance.now();
    run();
    best = Math.min(best, performance.now() - startedAt);
  }
  return best;
}

/** A repeatable sequence in [0, 1) (Park–Miller). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
