import { MAX_ACCURACY_M } from "@atlas/core/ping";
import type { SendingState } from "./ping-sender.ts";
import type { OwnPosition } from "./use-own-position.ts";

/** A fix older than this no longer says where the driver is. */
const FIX_LOST_AFTER_MS = 20_000;
/** A driver not heard of for 30 s leaves matching: say so before. */
const SENT_LATE_AFTER_MS = 15_000;

/** The one honest sentence about the driver's position, worst news first. */
export type SharingStatus =
  | { readonly kind: "elsewhere" | "unsupported" | "denied" | "searching" | "lost" | "connecting" }
  | { readonly kind: "imprecise"; readonly accuracyM: number }
  | { readonly kind: "buffering"; readonly count: number }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "sent" | "late"; readonly agoS: number };

export interface SharingFacts {
  readonly position: OwnPosition;
  readonly sending: SendingState;
  /** Another phone of this driver sends. */
  readonly isElsewhere: boolean;
  readonly isConnected: boolean;
  readonly nowMs: number;
}

/** What to tell a driver who is online about the position that Atlas has of them. */
export function describeSharing({ position, sending, isElsewhere, isConnected, nowMs }: SharingFacts): SharingStatus {
  if (isElsewhere) return { kind: "elsewhere" };
  if (position.permission === "unsupported" || position.permission === "denied") return { kind: position.permission };
  if (position.ping === null) return { kind: "searching" };
  if (nowMs - Date.parse(position.ping.recordedAt) > FIX_LOST_AFTER_MS) return { kind: "lost" };
  const { accuracyM } = position.ping;
  if (accuracyM !== null && accuracyM > MAX_ACCURACY_M) return { kind: "imprecise", accuracyM };
  if (!isConnected)
    return sending.buffered === 0 ? { kind: "connecting" } : { kind: "buffering", count: sending.buffered };
  if (sending.refusedCode !== null) return { kind: "refused", code: sending.refusedCode };
  if (sending.lastSentAtMs === null) return { kind: "connecting" };
  const agoMs = Math.max(0, nowMs - sending.lastSentAtMs);
  return { kind: agoMs > SENT_LATE_AFTER_MS ? "late" : "sent", agoS: Math.floor(agoMs / 1000) };
}

/** Whether riders can be matched with this driver as things stand. */
export function isShared(status: SharingStatus): boolean {
  return status.kind === "sent";
}
