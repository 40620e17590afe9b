import { destination, haversineM } from "@atlas/core/geo";
import { decodePolyline } from "@atlas/core/polyline";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type TrackPoint, TrackSummariser, type TrackSummary } from "./summarise-track.ts";

const START = { lat: -6.2, lng: 106.8 };

function summariseTrack(points: readonly TrackPoint[], pieces = points.length): TrackSummary {
  const track = new TrackSummariser();
  for (let from = 0; from < points.length; from += pieces) track.add(points.slice(from, from + pieces));
  return track.end();
}

test("no points and one point are a track of nothing", () => {
  const nothing = { drivenM: 0, durationS: 0, stops: [] };
  expect(summariseTrack([])).toEqual({ ...nothing, polyline: "", pointCount: 0, firstAtMs: null, lastAtMs: null });
  expect(summariseTrack([{ ...START, atMs: 5 }])).toMatchObject({
    ...nothing,
    pointCount: 1,
    firstAtMs: 5,
    lastAtMs: 5,
  });
});

test("wander around a standing car is not driven", () => {
  const points = Array.from({ length: 100 }, (_, index) => ({
    ...destination(START, (index * 97) % 360, 10),
    atMs: index * 3_000,
  }));
  const summary = summariseTrack(points);
  expect(summary.drivenM).toBeLessThanOrEqual(25);
  expect(summary.stops).toHaveLength(1);
});

test("the thinned line keeps its ends and strays at most a few metres from any point", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 30, max: 90 })), {
        minLength: 2,
        maxLength: 60,
      }),
      (turns) => {
        const points: TrackPoint[] = [{ ...START, atMs: 0 }];
        let bearing = 0;
        for (const [turn, stepM] of turns) {
          bearing += turn;
          const last = points.at(-1) ?? { ...START, atMs: 0 };
          points.push({ ...destination(last, bearing, stepM), atMs: last.atMs + 4_000 });
        }
        const line = decodePolyline(summariseTrack(points).polyline);
        const [first, last] = [line[0], line.at(-1)];
        if (!first || !last) throw new Error("an empty line");
        expect(haversineM(first, START)).toBeLessThan(2);
        expect(haversineM(last, points.at(-1) ?? START)).toBeLessThan(2);
        for (const point of points) expect(distanceToLineM(point, line)).toBeLessThan(8);
      },
    ),
    { seed: 11, numRuns: 100 },
  );
});

test("a day of 2,000 points comes to the same in pieces of any length", () => {
  const points = Array.from({ length: 2_000 }, (_, index) => {
    // It drives for ten minutes and stands for ten.
    const drivenS = Math.floor(index / 400) * 200 + Math.min(index % 400, 200);
    return { ...destination(START, (drivenS / 7) % 360, drivenS * 12 + (index % 3)), atMs: index * 3_000 };
  });
  const whole = summariseTrack(points);
  expect(whole.stops).toHaveLength(5);
  expect(decodePolyline(whole.polyline).length).toBeGreaterThan(20);
  expect([1, 7, 512, 513, 1_999].map((pieces) => summariseTrack(points, pieces))).toEqual(
    Array.from({ length: 5 }, () => whole),
  );
});

test("a track made to be slow is summarised in time that grows with its length only", () => {
  // Every point is the farthest from the line between its neighbour and the end, so that each splits off one point.
  const zigzag = (length: number): TrackPoint[] =>
    Array.from({ length }, (_, index) => ({
      lat: -6.2 + ((index % 2 === 0 ? 1 : -1) * (length - index) * 0.05) / length,
      lng: 106.8 + index * 1e-6,
      atMs: index * 1_000,
    }));
  const cpuMs = (points: readonly TrackPoint[]): number => {
    const before = process.threadCpuUsage();
    summariseTrack(points);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  cpuMs(zigzag(2_000));
  const [short, long] = [cpuMs(zigzag(2_000)), cpuMs(zigzag(20_000))];
  // Ten times the points: a square would take a hundred times as long.
  expect(long / short).toBeLessThan(40);
});

function distanceToLineM(point: { lat: number; lng: number }, line: { lat: number; lng: number }[]): number {
  let best = Infinity;
  for (const [index, from] of line.entries()) {
    const to = line[index + 1] ?? from;
    for (let step = 0; step <= 40; step += 1) {
      const share = step / 40;
      best = Math.min(
        best,
        haversineM(point, { lat: from.lat + (to.lat - from.lat) * share, lng: from.lng + (to.lng - from.lng) * share }),
      );
    }
  }
  return best;
}
