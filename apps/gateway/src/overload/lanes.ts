import type { RouterInputs } from "@atlas/api/router";
import type { TrafficClass } from "@atlas/core/overload/traffic-class";
import { asksForPart } from "../http/asks-for-part.ts";

/** Quotes are queries of the gateway, and of their caller they wait apart from what is looked at: somebody waits for the price. */
export type CallLane = TrafficClass | "quote";
/** Sign-ins hash passwords on threads of their own and do not compete with calls. */
export type Lane = CallLane | "sign-in";

/** The most important first. */
export const CALL_LANES = ["move", "command", "quote", "query", "bulk"] as const satisfies readonly CallLane[];

type ProcedurePath = { [R in keyof RouterInputs]: `${R}.${keyof RouterInputs[R] & string}` }[keyof RouterInputs];

/**
 * Procedures that are not what their type says: a query reads, a mutation commands, a subscription reads. Null is always
 * served: positions are bounded by their own intake.
 */
const PROCEDURE_LANES: { readonly [P in ProcedurePath]?: CallLane | null } = {
  "tracker.updateLocation": null,
  "tracker.updateLocations": null,
  "tracker.setAvailability": "move",
  "dispatch.offers": "move",
  "dispatch.accept": "move",
  "dispatch.decline": "move",
  "order.updateStatus": "move",
  "order.endAsNoShow": "move",
  "order.cancel": "move",
  "order.watch": "move",
  "order.watchActive": "move",
  "order.watchNext": "move",
  "order.estimate": "quote",
  "order.quote": "quote",
  // What a page needs before it can show a trip that is under way.
  "account.me": "command",
  "city.get": "command",
  "driver.profile": "command",
  "order.active": "command",
  "order.get": "command",
  "order.next": "command",
  // Tracks of up to a day, of tens of thousands of points.
  "driver.day": "bulk",
  "order.track": "bulk",
  "wallet.statementCsv": "bulk",
  "wallet.journalCsv": "bulk",
  "wallet.trialBalance": "bulk",
  "wallet.reconcile": "bulk",
  "payment.reconcile": "bulk",
  "wallet.ordersAgainstCaptures": "bulk",
  "wallet.verifyChain": "bulk",
};

/** Files: nothing of the three apps reads one whole. */
const FILE = /^GET \/(?:cities\/[^/]+\/basemap\.pmtiles|openapi\.json|docs\/[^/]+)$/;

/** The first that fits. Probes are always served: they are what one looks at under load. */
const ROUTE_LANES: readonly (readonly [route: RegExp, lane: Lane | null])[] = [
  [/^\w+ \/(?:healthz|readyz)$/, null],
  [/^POST \/driver\/location$/, null],
  [/^PUT \/driver\/order\/status$/, "move"],
  [/^POST \/driver\/order\/[^/]+\/no-show$/, "move"],
  [/^POST \/auth\/\w+\/(?:sign-in|sign-up|change-password|change-email|reset-password)/, "sign-in"],
  [/^\w+ \/auth\//, "command"],
  [
    /^\w+ \/(?:admin|wallet)\/.*(?:\.csv|\/trial-balance|\/reconcile|\/orders-against-captures|\/chain\/verify)$/,
    "bulk",
  ],
  [FILE, "bulk"],
  [/^GET \/fares$/, "quote"],
  [/^(?:GET|HEAD) /, "query"],
];

/** The lane of an HTTP request, from its first line, and from its `Range` where that reads a file. */
export function laneOfRequest(method: string, url: string, range?: string): Lane | null {
  if (method === "OPTIONS") return null;
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  if (path.startsWith("/trpc/")) {
    return laneOfCalls(path.slice("/trpc/".length), method === "POST" ? "mutation" : "query");
  }
  const line = `${method} ${path}`;
  if (FILE.test(line) && asksForPart(range)) return "query";
  const known = ROUTE_LANES.find(([route]) => route.test(line));
  return known === undefined ? "command" : known[1];
}

/** The lane of one procedure's calls; null when they are always served. */
export function laneOfCall(path: string, type: "query" | "mutation" | "subscription"): CallLane | null {
  if (isNamed(path)) {
    const lane = PROCEDURE_LANES[path];
    if (lane !== undefined) return lane;
  }
  return type === "mutation" ? "command" : "query";
}

const BY_IMPORTANCE: readonly (CallLane | null)[] = [null, ...CALL_LANES];

/** A batch is as important as its least important call, so that nothing rides on the ticket of a move. */
function laneOfCalls(paths: string, type: "query" | "mutation"): CallLane | null {
  const ranks = decoded(paths)
    .split(",")
    .map((path) => BY_IMPORTANCE.indexOf(laneOfCall(path, type)));
  return BY_IMPORTANCE[Math.max(...ranks)] ?? null;
}

/** As tRPC reads it: a letter that is escaped must not make a quote more important. */
function decoded(paths: string): string {
  try {
    return decodeURIComponent(paths);
  } catch {
    return paths;
  }
}

function isNamed(path: string): path is keyof typeof PROCEDURE_LANES {
  return Object.hasOwn(PROCEDURE_LANES, path);
}
