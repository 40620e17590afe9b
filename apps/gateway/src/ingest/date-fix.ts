import { type DatedPing, datePing, type ReportedFix } from "@atlas/core/positions/reported-fix";
import type { KnownDriver } from "./driver-directory.ts";

/**
 * Learns from a fix how far a phone's clock is behind, of clients that send neither an age nor the time of sending: by as
 * much as the youngest of their fixes seems old. A batch is noted whole before the first of it is dated. A fast clock needs
 * no learning, as what comes from the future counts as now.
 */
export function noteClock(driver: KnownDriver, fix: ReportedFix, nowMs: number): void {
  if (fix.ageMs != null || fix.sentAt != null || fix.recordedAt == null) return;
  driver.slowMs = Math.min(driver.slowMs, Math.max(0, nowMs - fix.recordedAt));
}

/** The fix as a ping by the server's clock; `noteClock` first. */
export function dateFix(driver: KnownDriver, fix: ReportedFix, nowMs: number): DatedPing {
  return datePing(fix, { nowMs, offsetMs: Number.isFinite(driver.slowMs) ? driver.slowMs : 0 });
}
