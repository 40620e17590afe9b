import type { TraceCall } from "@atlas/api/api-context";
import { inSpan } from "@atlas/telemetry/in-span";

/** Positions: up to some ten thousand a second, of which none is worth a span. */
const UNTRACED = new Set(["tracker.updateLocation", "tracker.updateLocations"]);

/** A span for each call, named like its procedure; a subscription's ends once it has started. */
export const traceCall: TraceCall = async ({ path, type, requestId }, run, outcomeOf) => {
  if (UNTRACED.has(path)) return await run();
  const attributes = { "rpc.system.name": "trpc", "atlas.call.type": type, "atlas.request.id": requestId };
  return await inSpan(path, { kind: "server", attributes }, async (span) => {
    const result = await run();
    span.setAttribute("atlas.outcome", outcomeOf(result));
    return result;
  });
};
