import type { RoadClass } from "./road-class.ts";

/** A road as mapped: ids are those of the extract. */
export interface RoadWay {
  readonly id: number;
  readonly nodeIds: readonly number[];
  readonly roadClass: RoadClass;
  /** The legal direction of travel, relative to the order of `nodeIds`. */
  readonly direction: "both" | "forward" | "backward";
  readonly name: string | null;
  readonly maxKph?: number | null;
  readonly isRoundabout?: boolean;
  readonly isBridge?: boolean;
  readonly isTunnel?: boolean;
}

/** Coming from one way over a node or over other ways, the last way is forbidden (`no`) or the only one allowed (`only`). */
export interface TurnRestriction {
  readonly kind: "no" | "only";
  readonly fromWayId: number;
  readonly via: { readonly nodeId: number } | { readonly wayIds: readonly number[] };
  readonly toWayId: number;
}

export interface RoadNetwork {
  readonly ways: readonly RoadWay[];
  /** Position of a node in units of 1e-7 degrees, or null when the extract lacks it: the way is cut there. */
  readonly positionOf: (nodeId: number) => { readonly latE7: number; readonly lngE7: number } | null;
  readonly restrictions?: readonly TurnRestriction[];
}
