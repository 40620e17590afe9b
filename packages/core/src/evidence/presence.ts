import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { CitySettings } from "../settings/city-settings.ts";
import { type Evidence, isFresh } from "./evidence.ts";

export type PresenceSettings = Pick<CitySettings, "arrivalRadiusM" | "evidenceMaxAgeS">;
export type PresenceRefusal = Refusal<"NOT_AT_PICKUP" | "POSITION_STALE" | "POSITION_MOCKED">;

/** Whether the evidence proves that the car is at the pickup, and if not, what the driver can do about it. */
export function provePresence(evidence: Evidence, settings: PresenceSettings): Result<true, PresenceRefusal> {
  if (evidence.position?.isMock === true) {
    return err({
      code: "POSITION_MOCKED",
      message: "Your phone reports an invented position. Turn mock locations off.",
    });
  }
  if (!isFresh(evidence, settings) || evidence.distanceM === null) {
    return err({ code: "POSITION_STALE", message: "Your position is not up to date. Wait for a fix and try again." });
  }
  if (evidence.distanceM > settings.arrivalRadiusM) {
    const awayM = Math.round(evidence.distanceM);
    return err({ code: "NOT_AT_PICKUP", message: `You are ${awayM} m from the pickup. Drive closer and try again.` });
  }
  return ok(true);
}
