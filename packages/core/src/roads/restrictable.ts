import type { RoadWay } from "./road-network.ts";

/** The road between two junctions, as points of the network. */
export interface Segment {
  readonly way: RoadWay;
  readonly from: number;
  readonly to: number;
  readonly shape: readonly number[];
  readonly lengthM: number;
}

/** One direction of travel on a segment. */
export interface Arc {
  tail: number;
  head: number;
  /** Twice the segment's index, plus 1 when driven against its shape. */
  readonly segment: number;
}

export interface Restrictable {
  readonly segments: readonly Segment[];
  readonly arcs: Arc[];
  readonly nodePoints: number[];
  readonly viaNodeOf: (viaNodeId: number) => number | undefined;
}
