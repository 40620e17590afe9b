import type { Ping } from "@atlas/queue/catalog";
import { z } from "zod";
import { type CodedDriverState, decodeDriverState } from "./driver-state-code.ts";

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

const rowsSchema = z.array(
  z.tuple([z.string(), z.number(), z.number(), z.number().nullable(), z.number().nullable(), z.number()]),
);

/**
 * The part of a position batch that is known before Redis has judged it. The script puts `P` and the state codes before it
 * (empty for a ping that was not applied), so that a batch is serialised once, by the worker.
 */
export function encodeBatch(pings: readonly Ping[], measuredAtMs: (ping: Ping) => number): string {
  let rows = "";
  for (const ping of pings) {
    if (rows !== "") rows += ",";
    rows += `["${ping.driverId}",${ping.lat},${ping.lng},${ping.headingDeg},${ping.speedMps},${measuredAtMs(ping)}]`;
  }
  return `\n[${rows}]`;
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

function decodeBatch(body: string): FeedMessage | null {
  const lineEnd = body.indexOf("\n");
  const codes = body.slice(0, lineEnd).split(",");
  const positions: FedPosition[] = [];
  for (const [index, row] of rowsSchema.parse(JSON.parse(body.slice(lineEnd + 1))).entries()) {
    const [driverId, lat, lng, headingDeg, speedMps, recordedAtMs] = row;
    const state = decodeDriverState(codes[index] ?? "");
    if (state !== null) positions.push({ driverId, lat, lng, headingDeg, speedMps, recordedAtMs, state });
  }
  return { kind: "positions", positions };
}
