import { idSchema } from "@atlas/core/fields";
import { isSeen, MAX_NOTE, onOneLine } from "@atlas/core/free-text";
import { z } from "zod";

/** What turns a quote into an order. */
export const bookingSchema = z.object({
  quoteId: idSchema,
  /** `wallet` when left out. */
  paymentMethod: z.enum(["wallet", "cash"]).optional(),
  /** Whether the rider must give the driver four digits before the trip starts. */
  startPin: z.boolean().optional(),
  /** For the driver: where exactly, what to look for. On one line. */
  note: z.string().overwrite(onOneLine).max(MAX_NOTE).optional(),
  /** Whether the search for a driver starts at once; true when left out. */
  dispatch: z.boolean().optional(),
});
export type Booking = z.output<typeof bookingSchema>;

/** The note as it is stored; one of which nothing can be seen is none. */
export function noteOf({ note }: Pick<Booking, "note">): string | null {
  const line = onOneLine(note ?? "");
  return isSeen(line) ? line : null;
}
