/** What is remembered of the arcs just driven: the longest beginning of a forbidden path. */
export interface MatchState {
  readonly lastArc: number;
  /** Arcs that would complete a forbidden path. */
  readonly forbidden: ReadonlySet<number>;
}

export interface PathMatcher {
  /** State s > 0 is `states[s - 1]`; in state 0 nothing is remembered. */
  readonly states: readonly MatchState[];
  /** The states after one arc. */
  readonly beginnings: readonly { readonly state: number; readonly firstArc: number }[];
  /** The state after one more arc. */
  after(state: number, arc: number): number;
}

interface Node {
  readonly lastArc: number;
  readonly next: Map<number, number>;
  readonly forbidden: Set<number>;
  /** The state of the longest shorter ending that also begins a path. */
  fallback: number;
}

/** Recognises forbidden paths, overlapping ones too, while a path is driven (Aho and Corasick 1975). Arcs are numbers. */
export function createPathMatcher(paths: readonly (readonly number[])[]): PathMatcher {
  const nodes: Node[] = [{ lastArc: -1, next: new Map(), forbidden: new Set(), fallback: 0 }];
  for (const path of paths) addPath(nodes, path);

  const after = (state: number, arc: number): number => {
    for (let at = state; ; at = nodes[at]?.fallback ?? 0) {
      const next = nodes[at]?.next.get(arc);
      if (next !== undefined) return next;
      if (at === 0) return 0;
    }
  };

  // Breadth first: a state's fallback is shorter and so already complete.
  const queue = [...(nodes[0]?.next.values() ?? [])];
  for (const state of queue) {
    const node = nodes[state];
    if (node === undefined) continue;
    for (const arc of nodes[node.fallback]?.forbidden ?? []) node.forbidden.add(arc);
    for (const [arc, child] of node.next) {
      const childNode = nodes[child];
      if (childNode !== undefined) childNode.fallback = after(node.fallback, arc);
      queue.push(child);
    }
  }
  const beginnings = [...(nodes[0]?.next ?? [])].map(([firstArc, state]) => ({ state, firstArc }));
  return { states: nodes.slice(1), beginnings, after };
}

function addPath(nodes: Node[], path: readonly number[]): void {
  let node = nodes[0];
  for (const arc of path.slice(0, -1)) {
    const known = node?.next.get(arc);
    if (known === undefined) {
      const added: Node = { lastArc: arc, next: new Map(), forbidden: new Set(), fallback: 0 };
      node?.next.set(arc, nodes.push(added) - 1);
      node = added;
    } else node = nodes[known];
  }
  const last = path[path.length - 1];
  if (last !== undefined) node?.forbidden.add(last);
}
