import { at } from "./road-graph.ts";

/**
 * Labels each node with its strongly connected component (Tarjan 1972, iterative: a city's graph is deeper than the stack).
 * Arcs of node n are `arcHead[firstArc[n] … firstArc[n + 1] - 1]`.
 */
export function stronglyConnected(
  firstArc: Uint32Array,
  arcHead: Uint32Array,
): { componentOf: Uint32Array; count: number } {
  const nodeCount = firstArc.length - 1;
  const order = new Uint32Array(nodeCount);
  const low = new Uint32Array(nodeCount);
  const nextArc = firstArc.slice(0, nodeCount);
  const componentOf = new Uint32Array(nodeCount);
  const isOpen = new Uint8Array(nodeCount);
  const path = new Uint32Array(nodeCount);
  const open = new Uint32Array(nodeCount);
  let [visited, openSize, count] = [0, 0, 0];

  for (let root = 0; root < nodeCount; root++) {
    if (at(order, root) !== 0) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const node = at(path, depth);
      if (at(order, node) === 0) {
        order[node] = low[node] = ++visited;
        open[openSize++] = node;
        isOpen[node] = 1;
      }
      const arc = at(nextArc, node);
      if (arc < at(firstArc, node + 1)) {
        nextArc[node] = arc + 1;
        const head = at(arcHead, arc);
        if (at(order, head) === 0) path[++depth] = head;
        else if (isOpen[head] === 1) low[node] = Math.min(at(low, node), at(order, head));
        continue;
      }
      if (at(low, node) === at(order, node)) {
        for (;;) {
          const member = at(open, --openSize);
          isOpen[member] = 0;
          componentOf[member] = count;
          if (member === node) break;
        }
        count++;
      }
      depth--;
      if (depth >= 0) {
        const parent = at(path, depth);
        low[parent] = Math.min(at(low, parent), at(low, node));
      }
    }
  }
  return { componentOf, count };
}

/** The label that most nodes carry; 0 for no nodes. */
export function largestComponent(componentOf: Uint32Array, count: number): number {
  const sizes = new Uint32Array(count);
  let largest = 0;
  for (const component of componentOf) {
    const size = at(sizes, component) + 1;
    sizes[component] = size;
    if (size > at(sizes, largest)) largest = component;
  }
  return largest;
}
