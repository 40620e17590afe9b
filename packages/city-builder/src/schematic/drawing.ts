import { NodeStore } from "../osm/node-store.ts";
import type { OsmData, OsmNode, OsmWay, Tags } from "../osm/osm-data.ts";
import type { At } from "./schematic-facts.ts";
import { fromPlane, type Point } from "./plane.ts";

/** Collects nodes and ways as an extract would hold them. */
export class Drawing {
  #positions = new NodeStore();
  #nodes: OsmNode[] = [];
  #ways: OsmWay[] = [];
  #lastNode = 0;

  /** A bare node on the plane; returns its id. */
  node(point: Point): number {
    const [lat, lng] = fromPlane(point);
    this.#positions.add(++this.#lastNode, Math.round(lat * 1e7), Math.round(lng * 1e7));
    return this.#lastNode;
  }

  place([lat, lng]: At, tags: Tags): void {
    this.#positions.add(++this.#lastNode, Math.round(lat * 1e7), Math.round(lng * 1e7));
    this.#nodes.push({ id: this.#lastNode, lat, lng, tags });
  }

  way(nodeIds: readonly number[], tags: Tags): void {
    this.#ways.push({ id: this.#ways.length + 1, nodeIds, tags });
  }

  line(points: readonly Point[], tags: Tags): void {
    this.way(
      points.map((point) => this.node(point)),
      tags,
    );
  }

  ring(points: readonly Point[], tags: Tags): void {
    const nodeIds = points.map((point) => this.node(point));
    this.way([...nodeIds, ...nodeIds.slice(0, 1)], tags);
  }

  toOsmData(): OsmData {
    return { bounds: null, positions: this.#positions, nodes: this.#nodes, ways: this.#ways, relations: [] };
  }
}
