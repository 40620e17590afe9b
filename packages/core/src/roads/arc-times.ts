import { isMotorway, ROAD_CLASSES } from "./road-class.ts";
import type { RoadGraph } from "./road-graph.ts";
import { leastSlowdown, REFERENCE_SLOT, speedFactor } from "./traffic.ts";

/** How long each arc takes, and by how much the landmarks' times may be stretched to stay lower bounds. */
export interface ArcTimes {
  /** By arc; infinity where the vehicle may not go. */
  readonly seconds: Float32Array;
  readonly boundScale: number;
}

/** Travel time in seconds of every arc in a traffic slot; without motorways they take for ever. */
export function arcTimesAt(graph: RoadGraph, slot: number, mayUseMotorways: boolean): ArcTimes {
  const factors = ROAD_CLASSES.map((_, index) =>
    isMotorway(index) && !mayUseMotorways ? 0 : speedFactor(slot, index),
  );
  const { arcSegment, segmentLengthM, segmentKph, segmentClass } = graph;
  const seconds = Float32Array.from(arcSegment, (direction) => {
    const segment = direction >> 1;
    const mps = ((segmentKph[segment] ?? 0) / 3.6) * (factors[segmentClass[segment] ?? 0] ?? 0);
    return mps === 0 ? Infinity : (segmentLengthM[segment] ?? 0) / mps;
  });
  return { seconds, boundScale: leastSlowdown(slot) };
}

/**
 * The length of every arc in metres in the place of its time, for a search of the shortest path. A landmark's second counts for as
 * many metres as are driven in it on the slowest road: a weak bound, but true.
 */
export function arcLengthsOf(graph: RoadGraph, mayUseMotorways: boolean): ArcTimes {
  const { arcSegment, segmentLengthM, segmentClass } = graph;
  const { seconds } = arcTimesAt(graph, REFERENCE_SLOT, true);
  let slowestMps = Infinity;
  const metres = Float32Array.from(arcSegment, (direction, arc) => {
    const segment = direction >> 1;
    const lengthM = segmentLengthM[segment] ?? 0;
    const takesS = seconds[arc] ?? Infinity;
    if (lengthM > 0 && takesS < Infinity) slowestMps = Math.min(slowestMps, lengthM / takesS);
    return isMotorway(segmentClass[segment] ?? 0) && !mayUseMotorways ? Infinity : lengthM;
  });
  return { seconds: metres, boundScale: slowestMps === Infinity ? 0 : slowestMps };
}
