import type { IncomingMessage } from "node:http";

const arrivals = new WeakMap<IncomingMessage, number>();

/** Notes that a request is here now, before anything of it waits. */
export function noteArrival(request: IncomingMessage): void {
  arrivals.set(request, performance.now());
}

/** When it arrived (`performance.now`): now, where nobody has noted it. */
export function arrivalOf(request: IncomingMessage): number {
  return arrivals.get(request) ?? performance.now();
}
