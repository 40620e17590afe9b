import { destination, fromLngLat, haversineM, type LatLng } from "../geo.ts";
import { lengthM } from "../polyline.ts";
import { arcTimesAt } from "../roads/arc-times.ts";
import { createPathSearch } from "../roads/path-search.ts";
import { graphOf, near, type TestRoad } from "../roads/road-fixture.ts";
import { createSnapper } from "../roads/snap.ts";
import { tracePath } from "../roads/trace.ts";
import type { WatchedFix } from "./trip-watch-state.ts";

const BLOCKS = 60;
export const START_MS = 1_800_000_000_000;

/** A town of 6.6 km by 6.6 km: streets of 111 m blocks, of which some are missing, so that routes wind. */
export function openTown(random: () => number): (random: () => number) => readonly LatLng[] {
  const roads: TestRoad[] = [];
  for (let line = 0; line <= BLOCKS; line += 1) {
    for (let block = 0; block < BLOCKS; block += 1) {
      if (random() > 0.15) roads.push({ at: [line * 100 + block, line * 100 + block + 1] });
      if (random() > 0.15) roads.push({ at: [block * 100 + line, (block + 1) * 100 + line] });
    }
  }
  const graph = graphOf(roads);
  const [snap, search, times] = [createSnapper(graph), createPathSearch(graph), arcTimesAt(graph, 12, true)];
  return (pick) => {
    for (;;) {
      const [a, b] = [0, 1].map(() => snap(near(0, pick() * BLOCKS, pick() * BLOCKS), "curb"));
      if (!a || !b || haversineM(a, b) < 2_500) continue;
      const path = search(a, b, times);
      if (path !== null) return tracePath(graph, path, { from: a, to: b }, times.seconds).geometry.map(fromLngLat);
    }
  };
}

/** Where the car really is, second by second from the start. */
export type Truth = readonly LatLng[];

/** How a car goes: its place along `line` each second; it cruises, slows down, waits at lights and crawls in jams. */
export function driveAlong(line: readonly LatLng[], random: () => number): Truth {
  const truth: LatLng[] = [];
  const placeAt = layOut(line);
  const endM = lengthM(line);
  let [placeM, speedMps, nextLightM] = [0, 0, 150 + random() * 300];
  let [cruiseMps, waitS, crawlS] = [8 + random() * 8, 3 + random() * 25, 0];
  while (placeM < endM) {
    truth.push(placeAt(placeM));
    if (waitS > 0) {
      [waitS, speedMps] = [waitS - 1, 0];
      continue;
    }
    const wantedMps = crawlS > 0 ? 1 + random() : cruiseMps;
    crawlS -= 1;
    speedMps += Math.max(-3, Math.min(2, wantedMps - speedMps));
    placeM += speedMps;
    if (placeM < nextLightM) continue;
    nextLightM = placeM + 150 + random() * 400;
    cruiseMps = 8 + random() * 10;
    const luck = random();
    if (luck < 0.35) waitS = 10 + random() * 80;
    else if (luck < 0.37) waitS = 120 + random() * 100;
    else if (luck < 0.42) crawlS = 60 + random() * 120;
  }
  truth.push(placeAt(endM));
  return truth;
}

/** Places along a line, asked for in order. */
function layOut(line: readonly LatLng[]): (alongM: number) => LatLng {
  const lengths = line.slice(1).map((to, index) => haversineM(line[index] ?? to, to));
  let [piece, beforeM] = [0, 0];
  return (alongM) => {
    for (;;) {
      const [from, to, pieceM] = [line[piece] ?? near(0), line[piece + 1], lengths[piece] ?? 0];
      if (to === undefined) return from;
      const share = pieceM === 0 ? 1 : (alongM - beforeM) / pieceM;
      if (share < 1)
        return { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share };
      [piece, beforeM] = [piece + 1, beforeM + pieceM];
    }
  };
}

/** A stretch of the route driven one block to the side, as drivers do around a jam. */
export function withDetour(line: readonly LatLng[], random: () => number): readonly LatLng[] {
  const index = 1 + Math.floor(random() * Math.max(1, line.length - 3));
  const [from, to] = [line[index], line[index + 1]];
  if (from === undefined || to === undefined) return line;
  const isNorthSouth = Math.abs(to.lat - from.lat) > Math.abs(to.lng - from.lng);
  const bearing = (isNorthSouth ? 90 : 0) + (random() < 0.5 ? 180 : 0);
  return [
    ...line.slice(0, index + 1),
    ...[from, to].map((at) => destination(at, bearing, 111)),
    ...line.slice(index + 1),
  ];
}

/** What the phone makes of it: a fix every 3 to 6 s that wanders, sometimes far, and short silences. */
export function fixesOf(truth: Truth, random: () => number): readonly WatchedFix[] {
  const fixes: WatchedFix[] = [];
  let [north, east] = [0, 0];
  for (let s = 0; s < truth.length; s += 3 + Math.floor(random() * 4)) {
    const at = truth[s];
    if (at === undefined) break;
    north = north * 0.8 + gaussian(random) * 5;
    east = east * 0.8 + gaussian(random) * 5;
    if (random() < 0.01) s += Math.floor(random() * 40);
    const wildM = random() < 0.01 ? 40 + random() * 160 : 0;
    const wandered = destination(destination(at, 0, north), 90, east);
    fixes.push({ ...destination(wandered, random() * 360, wildM), atMs: START_MS + s * 1_000 });
  }
  return fixes;
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
