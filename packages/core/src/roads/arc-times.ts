import { isMotorway, ROAD_CLASSES } from "./road-class.ts";
import type { RoadGraph } from "./road-graph.ts";
import { leastSlowdown, speedFactor } from "./traffic.ts";

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
