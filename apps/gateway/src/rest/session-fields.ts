import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";

/** Where somebody is signed in. */
export const sessionList = z.object({
  items: z.array(
    z.object({
      session_id: idField,
      browser: z.string().nullable(),
      system: z.string().nullable(),
      address: z.string().nullable(),
      signed_in_at: z.iso.datetime(),
      last_seen_at: z.iso.datetime(),
      is_this_one: z.boolean(),
    }),
  ),
});

/** How many sessions have ended. */
export const ended = z.object({ ended: z.int() });
