import { z } from "zod";
import { SHARED_TRAITS } from "../flags/self-ride.ts";

const count = z.int().nonnegative();

/** What is kept of what looks like cheating. */
export const FLAG_DETAILS = {
  "spoofed-trip": z.object({ mockFixes: count, refusedFixes: count, impossibleLegs: count }),
  "self-ride": z.object({ shared: z.array(z.enum(SHARED_TRAITS)).min(1) }),
  /** Fees for trips that did not take place, of one driver or of a driver and a rider, of all orders that ended in `days`. */
  "fee-farming": z.object({ by: z.enum(["pair", "driver"]), fees: count, orders: count, days: count }),
  /** Lowest ratings from one rider, from one rider to one driver, or to one driver in a burst, within `hours`. */
  "rating-bomb": z.object({ by: z.enum(["rider", "pair", "burst"]), lowest: count, hours: count }),
} as const;

export type FlagKind = keyof typeof FLAG_DETAILS;
