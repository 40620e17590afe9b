import type { CallerLineSettings } from "@atlas/core/overload/caller-lines";
import type { Caller } from "./caller.ts";
import type { CallLane } from "./lanes.ts";

/** What one caller may have of one gateway, and over all gateways. Normal use stays far below all of it. */
export interface CallerLimits {
  /** Calls at once, by lane, and how many more wait behind them. */
  readonly lines: Readonly<Record<CallLane, CallerLineSettings>>;
  /** What the reads of ten seconds may weigh, over all gateways; a read weighs 1 unless its use case says more. */
  readonly readWeight: number;
  /** Open WebSockets. */
  readonly sockets: number;
  /** Calls in one WebSocket message: a client that reconnects sends everything that it has open in one. */
  readonly callsPerMessage: number;
}

const PERSON: CallerLimits = {
  lines: {
    move: { atOnce: 16, maxWaiting: 64 },
    command: { atOnce: 16, maxWaiting: 128 },
    quote: { atOnce: 4, maxWaiting: 128 },
    query: { atOnce: 4, maxWaiting: 128 },
    bulk: { atOnce: 2, maxWaiting: 16 },
  },
  readWeight: 600,
  // A tab has one. A phone whose network comes and goes leaves some that are found dead half a minute later.
  sockets: 30,
  callsPerMessage: 128,
};

/** Null where nothing is limited. */
export type LimitsOfCallers = Readonly<Record<Caller["kind"], CallerLimits | null>>;

/** A service's calls are those of many: it has no limits but those of the gateway. */
export const CALLER_LIMITS: LimitsOfCallers = {
  person: PERSON,
  // A map with every panel open asks for a dozen things at once, and exports go page by page.
  staff: {
    ...PERSON,
    lines: { ...PERSON.lines, query: { atOnce: 6, maxWaiting: 128 }, bulk: { atOnce: 2, maxWaiting: 32 } },
    readWeight: 1_200,
  },
  // Hundreds of phones may be behind one address; each of them is somebody once its session has been read.
  address: {
    lines: {
      move: { atOnce: 128, maxWaiting: 512 },
      command: { atOnce: 128, maxWaiting: 512 },
      quote: { atOnce: 32, maxWaiting: 512 },
      query: { atOnce: 32, maxWaiting: 512 },
      bulk: { atOnce: 2, maxWaiting: 16 },
    },
    readWeight: 6_000,
    sockets: 500,
    callsPerMessage: 128,
  },
  service: null,
};

/** How long a call may wait in its caller's own line. It is short for commands and quotes: somebody waits for the result. */
export const LINE_PATIENCE_MS: Readonly<Record<CallLane, number>> = {
  move: 1_000,
  command: 1_000,
  quote: 3_000,
  query: 10_000,
  bulk: 10_000,
};

/**
 * For so long a call that was refused for its number keeps its place: a caller who asks again at once, in a loop, waits in their own line
 * instead of keeping the gateway busy with refusals.
 */
export const REFUSED_PLACE_MS = 500;

/**
 * What a caller's reads may take of a gateway without a rest: a page that opens all of its panels at once stays below. Beyond, the place of
 * each read stays taken for so many times as long as the read took, so that a caller who asks in a loop leaves most of the event loop, of the
 * threads and of Postgres to others, whatever the read costs. `minMs`: a read that is refused takes next to nothing by itself, and all that
 * stands around it a thousand times a second.
 */
export const READ_REST = { afterMs: 250, times: 2, minMs: 25, maxMs: 250 } as const;

/** The window in which reads are counted. */
export const READ_WINDOW_S = 10;
