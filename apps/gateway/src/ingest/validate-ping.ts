import { isInBounds } from "@atlas/core/bounding-box";
import { type Ping, validatePingFields } from "@atlas/core/ping";
import { checkMove } from "@atlas/core/positions/move-history";
import type { Refusal } from "@atlas/core/refusal";
import { isInServiceArea } from "@atlas/core/service-area";
import type { CityArea } from "./city-areas.ts";
import type { KnownDriver } from "./driver-directory.ts";

/** A driver pings every 3 to 5 s; this leaves room for a lively phone. */
const TOKENS_PER_S = 5;
/** An hour offline (older pings are refused) at the app's fastest, one every 2.9 s, may come at once. */
const MAX_TOKENS = 1_500;

const JUMP: Refusal = {
  code: "IMPLAUSIBLE_MOVEMENT",
  message: "The position jumped farther than a vehicle can drive.",
};

/**
 * Whether a driver's ping is taken; remembers what the next judgement needs. `area` is null for a city that is not served.
 */
export function validatePing(driver: KnownDriver, area: CityArea | null, ping: Ping, nowMs: number): Refusal | null {
  if (!takeToken(driver, nowMs)) {
    return { code: "RATE_LIMITED", message: "Too many positions. Send one every few seconds." };
  }
  const result = validatePingFields(ping, { nowMs });
  if (!result.ok) return result.error;
  if (area === null || !isInBounds(area.bounds, ping) || !isInServiceArea(area.shape, ping)) {
    return { code: "OUTSIDE_SERVICE_AREA", message: "The position is outside the service area." };
  }
  // Last, for it remembers what it takes.
  return checkMove(driver.history, ping, ping.recordedAtMs) === "refused" ? JUMP : null;
}

function takeToken(driver: KnownDriver, nowMs: number): boolean {
  const earned = ((nowMs - driver.tokensAtMs) / 1_000) * TOKENS_PER_S;
  driver.tokens = Math.min(MAX_TOKENS, driver.tokens + Math.max(0, earned));
  driver.tokensAtMs = nowMs;
  if (driver.tokens < 1) return false;
  driver.tokens -= 1;
  return true;
}
