import { z } from "zod";

const id = z.uuid();

/** That something changed: ids only, never the state itself. Watchers re-read the truth from Postgres. */
export const eventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("order"), cityId: z.string(), orderId: id, riderId: id, driverId: id.nullable() }),
  z.object({ kind: z.literal("offer"), cityId: z.string(), offerId: id, orderId: id, driverId: id }),
  z.object({ kind: z.literal("driver"), cityId: z.string(), driverId: id }),
  z.object({ kind: z.literal("wallet"), cityId: z.string(), userId: id }),
  /** The account itself: what may be done with it. */
  z.object({ kind: z.literal("person"), cityId: z.string(), userId: id }),
  z.object({ kind: z.literal("city-settings"), cityId: z.string() }),
  /** What waits for a second operator. */
  z.object({ kind: z.literal("approval"), cityId: z.string(), requestId: id }),
  z.object({ kind: z.literal("alert"), cityId: z.string(), alertId: id, orderId: id.nullable() }),
]);
export type AtlasEvent = z.infer<typeof eventSchema>;
