import { endOwnSession, signOutElsewhere } from "@atlas/services/account/end-own-sessions";
import { listSessions } from "@atlas/services/account/list-sessions";
import { deleteAccount } from "@atlas/services/privacy/delete-account";
import { exportOwnData } from "@atlas/services/privacy/export-own-data";
import { z } from "@hono/zod-openapi";
import { route, tableRoute } from "./rest-route.ts";
import { ended, sessionList } from "./session-fields.ts";

const sessionsRoute = route({
  method: "get",
  path: "/account/sessions",
  tag: "Account",
  summary: "Where the caller is signed in",
  returns: "Every device, the one last seen first. Tokens are not among it.",
  useCase: listSessions,
  response: sessionList,
});

const endRoute = route({
  method: "post",
  path: "/account/sessions/{id}/end",
  tag: "Account",
  summary: "Sign the caller out on one device",
  returns: "How many sessions have ended: none for one that is gone, or somebody else's.",
  useCase: endOwnSession,
  names: { sessionId: "id" },
  response: ended,
});

const elsewhereRoute = route({
  method: "post",
  path: "/account/sign-out-elsewhere",
  tag: "Account",
  summary: "Sign the caller out on every other device",
  returns: "How many sessions have ended.",
  useCase: signOutElsewhere,
  response: ended,
});

const exportRoute = tableRoute({
  method: "post",
  path: "/account/export",
  tag: "Account",
  summary: "Everything that Atlas holds about the caller",
  description: "Streamed, so that it may be long. Three a day.",
  returns: "An object with a list for each kind of data.",
  fileName: "atlas-data.json",
  mediaType: "application/json",
  useCase: exportOwnData,
});

const deleteRoute = route({
  method: "post",
  path: "/account/delete",
  tag: "Account",
  summary: "Delete the caller's account",
  description:
    "Ends every session; names, words and exact places are taken out of the history within minutes, and the books stay. `forfeits_balance` gives up what is left in the wallet.",
  returns: "That it is done.",
  useCase: deleteAccount,
  response: z.object({ is_deleted: z.literal(true) }),
});

/** What people do about their own account beside signing in. */
export const accountRoutes = [sessionsRoute, endRoute, elsewhereRoute, exportRoute, deleteRoute];
