import type { RouterInputs, RouterOutputs } from "@atlas/api/router";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import { toSentPing } from "./ping.ts";
import type { PingTransport, SendOutcome } from "./ping-sender.ts";

/** A send without a reply for so long is tried again; sending a position twice does no harm. */
const REPLY_TIMEOUT_MS = 8_000;

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
    mutate(
      batch: RouterInputs["tracker"]["updateLocations"],
      options: CallOptions,
    ): Promise<RouterOutputs["tracker"]["updateLocations"]>;
  };
}

interface SocketPingOptions {
  readonly isConnected: () => boolean;
  /** The phone's clock. */
  readonly now: () => number;
}

/** Positions over the one WebSocket of the app. */
export function createSocketPingTransport(
  tracker: TrackerClient,
  { isConnected, now }: SocketPingOptions,
): PingTransport {
  return {
    isConnected,
    sendOne: (ping) =>
      outcomeOf(async (options) => {
        await tracker.updateLocation.mutate(toSentPing(ping, now()), options);
        return null;
      }),
    sendBatch: (pings) =>
      outcomeOf(async (options) => {
        const nowMs = now();
        const sent = pings.map((ping) => toSentPing(ping, nowMs));
        const { rejected } = await tracker.updateLocations.mutate({ pings: sent }, options);
        // Only what became of the newest one tells whether Atlas knows where the driver is.
        return rejected.find(({ index }) => index === pings.length - 1)?.code ?? null;
      }),
  };
}

/** `call` returns the code of a refusal, or null. */
async function outcomeOf(call: (options: CallOptions) => Promise<string | null>): Promise<SendOutcome> {
  const late = Promise.withResolvers<never>();
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
    late.reject(new TypeError("no answer in time"));
  }, REPLY_TIMEOUT_MS);
  try {
    const code = await Promise.race([call({ context: { viaSocket: true }, signal: controller.signal }), late.promise]);
    return code === null ? { kind: "accepted" } : { kind: "refused", code };
  } catch (error) {
    const code = errorCodeOf(error);
    return PASSING.has(code) ? { kind: "unreached" } : { kind: "refused", code };
  } finally {
    clearTimeout(timer);
  }
}
