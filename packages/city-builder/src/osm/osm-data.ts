import type { Bounds } from "@atlas/core/bounding-box";
import type { NodeStore } from "./node-store.ts";

export type Tags = Readonly<Record<string, string>>;

/** A node that carries tags (a place, a shop, a station). */
export interface OsmNode {
  readonly id: number;
  readonly lat: number;
  readonly lng: number;
  readonly tags: Tags;
}

export interface OsmWay {
  readonly id: number;
  readonly nodeIds: readonly number[];
  readonly tags: Tags;
}

export interface OsmMember {
  readonly type: "node" | "way" | "relation";
  readonly id: number;
  readonly role: string;
}

export interface OsmRelation {
  readonly id: number;
  readonly members: readonly OsmMember[];
  readonly tags: Tags;
}

/** What an extract holds, as far as the build can use it. */
export interface OsmData {
  /** What the extract says that it covers, or null when it does not say. */
  readonly bounds: Bounds | null;
  readonly positions: NodeStore;
  readonly nodes: readonly OsmNode[];
  readonly ways: readonly OsmWay[];
  readonly relations: readonly OsmRelation[];
}
