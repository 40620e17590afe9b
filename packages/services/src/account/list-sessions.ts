import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { readSessions, type SessionView } from "../sessions/read-sessions.ts";
import { useCase } from "../use-case.ts";

/** Where the caller is signed in. */
export const listSessions = useCase({
  kind: "query",
  permission: "account.read",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor): Promise<{ readonly items: readonly SessionView[] }> {
    return { items: await readSessions(ctx.db, { userId: actor.userId, ownId: actor.sessionId }) };
  },
});
