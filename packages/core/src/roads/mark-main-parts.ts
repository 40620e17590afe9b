import { isMotorway } from "./road-class.ts";
import { at, MAIN, MAIN_WITHOUT_MOTORWAYS, type RoadTables } from "./road-graph.ts";
import { largestComponent, stronglyConnected } from "./strongly-connected.ts";

/** Marks both strongly connected parts: of all roads, and of those that motorbikes may use. */
export function markMainParts(
  graph: Pick<RoadTables, "firstArc" | "arcHead" | "arcSegment" | "segmentClass">,
): Uint8Array {
  const nodeCount = graph.firstArc.length - 1;
  const flags = new Uint8Array(nodeCount);
  const mark = (firstArc: Uint32Array, arcHead: Uint32Array, bit: number): void => {
    const { componentOf, count } = stronglyConnected(firstArc, arcHead);
    const largest = largestComponent(componentOf, count);
    for (let node = 0; node < nodeCount; node++) {
      if (componentOf[node] === largest) flags[node] = (flags[node] ?? 0) | bit;
    }
  };
  mark(graph.firstArc, graph.arcHead, MAIN);

  const firstArc = new Uint32Array(nodeCount + 1);
  const heads: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    for (let arc = at(graph.firstArc, node); arc < at(graph.firstArc, node + 1); arc++) {
      const roadClass = graph.segmentClass[at(graph.arcSegment, arc) >> 1] ?? 0;
      if (!isMotorway(roadClass)) heads.push(at(graph.arcHead, arc));
    }
    firstArc[node + 1] = heads.length;
  }
  mark(firstArc, Uint32Array.from(heads), MAIN_WITHOUT_MOTORWAYS);
  return flags;
}
