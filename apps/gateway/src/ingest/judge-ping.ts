import { isInBounds } from "@atlas/core/bounding-box";
import { type Ping, validatePing } from "@atlas/core/ping";
import type { Refusal } from "@atlas/core/refusal";
import { isInServiceArea } from "@atlas/core/service-area";
import type { CityArea } from "./city-areas.ts";
import type { KnownDriver } from "./driver-directory.ts";

/** A driver pings every 3 to 5 s; this leaves room for a lively phone. */
const TOKENS_PER_S = 5;
/** An hour offline (older pings are refused) at the app's fastest, one every 2.9 s, may come at once. */
const MOST_TOKENS = 1_500;
/** So many refused fixes that agree with one another say that the accepted one was the wrong one. */
const SUSPECTS_TO_BELIEVE = 3;

/**
 * Whether a driver's ping is taken; remembers what the next judgement needs. `area` is null for a city that is not served.
 */
export function judgePing(driver: KnownDriver, area: CityArea | null, ping: Ping, nowMs: number): Refusal | null {
  if (!takeToken(driver, nowMs)) {
    return { code: "RATE_LIMITED", message: "Too many positions. Send one every few seconds." };
  }
  const judged = validatePing(ping, { nowMs, last: driver.last });
  if (!judged.ok) {
    if (judged.error.code !== "IMPLAUSIBLE_MOVEMENT" || !isVindicated(driver, ping, nowMs)) return judged.error;
  }
  if (area === null || !isInBounds(area.bounds, ping) || !isInServiceArea(area.shape, ping)) {
    return { code: "OUTSIDE_SERVICE_AREA", message: "The position is outside the service area." };
  }
  driver.suspect = null;
  driver.suspects = 0;
  if (driver.last === null || driver.last.recordedAtMs < ping.recordedAtMs) driver.last = ping;
  return null;
}

function takeToken(driver: KnownDriver, nowMs: number): boolean {
  const earned = ((nowMs - driver.tokensAtMs) / 1_000) * TOKENS_PER_S;
  driver.tokens = Math.min(MOST_TOKENS, driver.tokens + Math.max(0, earned));
  driver.tokensAtMs = nowMs;
  if (driver.tokens < 1) return false;
  driver.tokens -= 1;
  return true;
}

/** A single wild fix that was believed must not lock the driver out: a run of agreeing "jumps" is the truth. */
function isVindicated(driver: KnownDriver, ping: Ping, nowMs: number): boolean {
  const agrees = driver.suspect !== null && validatePing(ping, { nowMs, last: driver.suspect }).ok;
  driver.suspects = agrees ? driver.suspects + 1 : 1;
  driver.suspect = ping;
  return driver.suspects >= SUSPECTS_TO_BELIEVE;
}
