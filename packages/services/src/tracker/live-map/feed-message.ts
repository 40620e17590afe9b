import type { LatLng } from "@atlas/core/geo";
import { type CodedDriverState, decodeDriverState } from "./driver-state-code.ts";
import { geoScore, placeOfScore } from "./geo-score.ts";
import { decodeLastPing, encodeLastPing, LAST_PING_CHARS, type Motion } from "./live-record.ts";

/** One applied ping as watchers hear of it. */
export interface FedPosition {
  readonly driverId: string;
  readonly lat: number;
  readonly lng: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly recordedAtMs: number;
  readonly state: CodedDriverState;
}

export type FeedMessage =
  | { readonly kind: "positions"; readonly positions: readonly FedPosition[] }
  | { readonly kind: "state"; readonly driverId: string; readonly state: CodedDriverState; readonly isParked: boolean }
  | { readonly kind: "parked" | "gone"; readonly driverIds: readonly string[] };

const DRIVER_CHARS = 36;
const SCORE_CHARS = 16;

/** Where a row's parts end: driver, GEO score in digits, last ping. The script of `applyPings` cuts rows there. */
export const ROW_ENDS = {
  driver: DRIVER_CHARS,
  score: DRIVER_CHARS + SCORE_CHARS,
  ping: DRIVER_CHARS + SCORE_CHARS + LAST_PING_CHARS,
} as const;

/** One driver of a batch; `driverId` is a UUID, the position one that Redis can keep. */
export function encodeRow(driverId: string, measuredAtMs: number, fix: Motion & LatLng): string {
  const score = String(geoScore(fix)).padStart(SCORE_CHARS, "0");
  return driverId + score + encodeLastPing(measuredAtMs, fix);
}

/** Reads one message of a city's feed; null for anything that is none. */
export function decodeFeedMessage(text: string): FeedMessage | null {
  const body = text.slice(1);
  switch (text.charAt(0)) {
    case "P":
      return decodeBatch(body);
    case "S": {
      const [driverId = "", code = ""] = body.split(",", 2);
      const state = decodeDriverState(code);
      return state === null ? null : { kind: "state", driverId, state, isParked: code.startsWith("A") };
    }
    case "T":
      return { kind: "parked", driverIds: body.split(",") };
    case "G":
      return { kind: "gone", driverIds: body.split(",") };
    default:
      return null;
  }
}

/** State codes (empty for a ping that was not applied), an end of line, then the rows of the batch as the worker sent them. */
function decodeBatch(body: string): FeedMessage {
  const rowsFrom = body.indexOf("\n") + 1;
  const codes = body.slice(0, rowsFrom - 1).split(",");
  const positions: FedPosition[] = [];
  for (const [index, code] of codes.entries()) {
    const state = decodeDriverState(code);
    if (state !== null) positions.push({ ...decodeRow(body, rowsFrom + index * ROW_ENDS.ping), state });
  }
  return { kind: "positions", positions };
}

function decodeRow(body: string, at: number): Omit<FedPosition, "state"> {
  const { seenAtMs, headingDeg, speedMps } = decodeLastPing(body.slice(at + ROW_ENDS.score, at + ROW_ENDS.ping));
  return {
    driverId: body.slice(at, at + ROW_ENDS.driver),
    ...placeOfScore(Number(body.slice(at + ROW_ENDS.driver, at + ROW_ENDS.score))),
    headingDeg,
    speedMps,
    recordedAtMs: seenAtMs,
  };
}
