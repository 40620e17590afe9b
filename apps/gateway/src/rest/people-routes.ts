import { ROLES } from "@atlas/core/actor";
import { RESTRICTION_KINDS } from "@atlas/core/people/restriction";
import { getPerson } from "@atlas/services/moderation/get-person";
import { liftRestriction } from "@atlas/services/moderation/lift-restriction";
import { restrictPerson } from "@atlas/services/moderation/restrict-person";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";

const instant = z.iso.datetime();
const restriction = z.object({ kind: z.enum(RESTRICTION_KINDS), reason: z.string(), until: instant.nullable() });

const personRoute = route({
  method: "get",
  path: "/admin/people/{id}",
  tag: "People",
  summary: "A person, and what was ever put on them",
  returns: "The person.",
  useCase: getPerson,
  names: { userId: "id" },
  response: z.object({
    user_id: idField,
    name: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    role: z.enum(ROLES),
    city_id: z.string(),
    created_at: instant,
    deleted_at: instant.nullable(),
    sessions: z.int(),
    active_order_id: idField.nullable(),
    restriction: restriction.nullable(),
    history: z.array(
      z.object({
        restriction_id: idField,
        kind: z.enum(RESTRICTION_KINDS),
        reason: z.string(),
        placed_by: z.string().nullable(),
        placed_at: instant,
        until: instant.nullable(),
        lifted_by: z.string().nullable(),
        lifted_at: instant.nullable(),
        lift_reason: z.string().nullable(),
      }),
    ),
  }),
});

const restrictRoute = route({
  method: "post",
  path: "/admin/people/{id}/restrict",
  tag: "People",
  summary: "Block or suspend a person",
  description:
    "A `block` ends every session and socket at once and hands on what the person has in hand; a `suspension` lets a running trip finish and begins nothing new. It replaces what stands.",
  returns: "What holds now.",
  useCase: restrictPerson,
  names: { userId: "id" },
  response: restriction,
});

const restoreRoute = route({
  method: "post",
  path: "/admin/people/{id}/restore",
  tag: "People",
  summary: "Lift a block or suspension",
  returns: "Whether there was one.",
  useCase: liftRestriction,
  names: { userId: "id" },
  response: z.object({ is_lifted: z.boolean() }),
});

/** What operators do about a person. */
export const peopleRoutes = [personRoute, restrictRoute, restoreRoute];
