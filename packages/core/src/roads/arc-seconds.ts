import { isMotorway, ROAD_CLASSES } from "./road-class.ts";
import type { RoadGraph } from "./road-graph.ts";
import { fastestFactor, speedFactor } from "./traffic.ts";

/** Travel time in seconds of every arc in a traffic slot. Where motorways are closed to the vehicle, infinity. */
export function arcSecondsAt(graph: RoadGraph, slot: number, mayUseMotorways: boolean): Float32Array {
  return secondsOfArcs(
    graph,
    ROAD_CLASSES.map((_, index) => (isMotorway(index) && !mayUseMotorways ? 0 : speedFactor(slot, index))),
  );
}

/** Travel time in seconds of every arc at its emptiest hour: a lower bound for every slot and vehicle. */
export function fastestArcSeconds(graph: RoadGraph): Float32Array {
  return secondsOfArcs(
    graph,
    ROAD_CLASSES.map((_, index) => fastestFactor(index)),
  );
}

function secondsOfArcs(graph: RoadGraph, factors: readonly number[]): Float32Array {
  const { arcSegment, segmentLengthM, segmentKph, segmentClass } = graph;
  return Float32Array.from(arcSegment, (direction) => {
    const segment = direction >> 1;
    const mps = ((segmentKph[segment] ?? 0) / 3.6) * (factors[segmentClass[segment] ?? 0] ?? 0);
    return (segmentLengthM[segment] ?? 0) / mps;
  });
}
