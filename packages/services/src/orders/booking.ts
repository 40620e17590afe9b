import { idSchema } from "@atlas/core/fields";
import { z } from "zod";

/** What turns a quote into an order. */
export const bookingSchema = z.object({
  quoteId: idSchema,
  /** `wallet` when left out. */
  paymentMethod: z.enum(["wallet", "cash"]).optional(),
  /** Whether the rider must give the driver four digits before the trip starts. */
  startPin: z.boolean().optional(),
  note: z.string().trim().max(200).optional(),
  /** Whether the search for a driver starts at once; true when left out. */
  dispatch: z.boolean().optional(),
});
export type Booking = z.output<typeof bookingSchema>;

/** The note as it is stored; blank is none. */
export function noteOf({ note }: Pick<Booking, "note">): string | null {
  return note?.trim() || null;
}
