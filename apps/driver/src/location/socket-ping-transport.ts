import type { RouterInputs } from "@atlas/api/router";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import type { PingTransport, SendOutcome } from "./ping-sender.ts";

/** A send without an answer for so long is tried again; sending a position twice does no harm. */
const ANSWER_TIMEOUT_MS = 8_000;

/** What a retry may heal; every other refusal is final for that position. */
const PASSING: ReadonlySet<string> = new Set([
  "NETWORK",
  "INTERNAL",
  "OVERLOADED",
  "RATE_LIMITED",
  "DEPENDENCY_UNAVAILABLE",
  "UNAUTHENTICATED",
]);

interface CallOptions {
  readonly context: Record<string, unknown>;
  readonly signal: AbortSignal;
}

/** The two calls of the typed client that carry positions. */
export interface TrackerClient {
  readonly updateLocation: {
    mutate(ping: RouterInputs["tracker"]["updateLocation"], options: CallOptions): Promise<unknown>;
  };
  readonly updateLocations: {
    mutate(batch: RouterInputs["tracker"]["updateLocations"], options: CallOptions): Promise<unknown>;
  };
}

/** Positions over the one WebSocket of the app. */
export function createSocketPingTransport(tracker: TrackerClient, isConnected: () => boolean): PingTransport {
  return {
    isConnected,
    sendOne: (ping) => outcomeOf((options) => tracker.updateLocation.mutate(ping, options)),
    sendBatch: (pings) => outcomeOf((options) => tracker.updateLocations.mutate({ pings: [...pings] }, options)),
  };
}

async function outcomeOf(call: (options: CallOptions) => Promise<unknown>): Promise<SendOutcome> {
  const late = Promise.withResolvers<never>();
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
    late.reject(new TypeError("no answer in time"));
  }, ANSWER_TIMEOUT_MS);
  try {
    await Promise.race([call({ context: { viaSocket: true }, signal: controller.signal }), late.promise]);
    return { kind: "accepted" };
  } catch (error) {
    const code = errorCodeOf(error);
    return PASSING.has(code) ? { kind: "unreached" } : { kind: "refused", code };
  } finally {
    clearTimeout(timer);
  }
}
