import { idSchema } from "@atlas/core/fields";
import { users } from "@atlas/db/schema/identity";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { readSessions, type SessionView } from "../sessions/read-sessions.ts";
import { personNotFound } from "../standing/lock-person.ts";
import { useCase } from "../use-case.ts";

/** Where an operator is signed in, with the addresses that they came from. */
export const listStaffSessions = useCase({
  kind: "query",
  permission: "staff.manage",
  input: z.object({ userId: idSchema }),
  refusals: ["PERSON_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db">, actor, { userId }): Promise<{ readonly items: readonly SessionView[] }> {
    const [operator] = await ctx.db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, userId), eq(users.role, "admin"), isNull(users.deletedAt)));
    if (operator === undefined) throw personNotFound();
    return { items: await readSessions(ctx.db, { userId, ownId: actor.sessionId }) };
  },
});
