import { STAFF_ROLES } from "@atlas/core/actor";
import { cityRolesSchema } from "@atlas/services/identity/staff-role-rows";
import { endStaffSessions } from "@atlas/services/staff/end-staff-sessions";
import { inviteStaff } from "@atlas/services/staff/invite-staff";
import { listStaff } from "@atlas/services/staff/list-staff";
import { listStaffSessions } from "@atlas/services/staff/list-staff-sessions";
import { resetSecondFactor } from "@atlas/services/staff/reset-second-factor";
import { setStaffRoles } from "@atlas/services/staff/set-staff-roles";
import { z } from "@hono/zod-openapi";
import { idField } from "./rest-fields.ts";
import { route } from "./rest-route.ts";
import { ended, sessionList } from "./session-fields.ts";

const instant = z.iso.datetime();
const staffRoles = z.array(z.enum(STAFF_ROLES));
const cityRoles = z.object(cityRolesSchema.shape);

const staffRoute = route({
  method: "get",
  path: "/admin/staff",
  tag: "Staff",
  summary: "Everybody who operates Atlas",
  returns: "The operators by name, with their roles.",
  useCase: listStaff,
  response: z.array(
    z.object({
      user_id: idField,
      name: z.string(),
      email: z.string(),
      city_id: z.string(),
      roles: staffRoles,
      city_roles: cityRoles,
      is_invited: z.boolean(),
      is_blocked: z.boolean(),
      has_authenticator: z.boolean(),
      passkeys: z.int(),
      sessions: z.int(),
      last_seen_at: instant.nullable(),
      created_at: instant,
    }),
  ),
});

const inviteRoute = route({
  method: "post",
  path: "/admin/staff",
  tag: "Staff",
  summary: "Invite an operator by mail",
  description: "Somebody who was invited before and has set no password gets another link, and keeps their roles.",
  returns: "The operator's id.",
  useCase: inviteStaff,
  response: z.object({ user_id: idField }),
});

const rolesRoute = route({
  method: "put",
  path: "/admin/staff/{id}/roles",
  tag: "Staff",
  summary: "Give an operator exactly these roles, for all cities or for one",
  description: "It signs the operator out everywhere. An owner is one for all cities.",
  returns: "The roles, in the order of the table: those for all cities, and those for one.",
  useCase: setStaffRoles,
  names: { userId: "id" },
  response: z.object({ roles: staffRoles, city_roles: cityRoles }),
});

const sessionsRoute = route({
  method: "get",
  path: "/admin/staff/{id}/sessions",
  tag: "Staff",
  summary: "Where an operator is signed in",
  returns: "Every device, the one last seen first. Tokens are not among it.",
  useCase: listStaffSessions,
  names: { userId: "id" },
  response: sessionList,
});

const endSessionsRoute = route({
  method: "post",
  path: "/admin/staff/{id}/sessions/end",
  tag: "Staff",
  summary: "Sign another operator out, on one device or on all",
  description:
    "Their sockets close at once. They may sign in again: to keep them out, block them (`/admin/people/{id}/restrict`).",
  returns: "How many sessions have ended.",
  useCase: endStaffSessions,
  names: { userId: "id" },
  response: ended,
});

const resetFactorRoute = route({
  method: "post",
  path: "/admin/staff/{id}/second-factor/reset",
  tag: "Staff",
  summary: "Take the second factor of an operator who has lost it",
  description: "It signs the operator out everywhere and writes to them. They set up a new one at their next sign-in.",
  returns: "Whether there was one.",
  useCase: resetSecondFactor,
  names: { userId: "id" },
  response: z.object({ is_reset: z.boolean() }),
});

/** Who operates Atlas, and as what. */
export const staffRoutes = [staffRoute, inviteRoute, rolesRoute, sessionsRoute, endSessionsRoute, resetFactorRoute];
