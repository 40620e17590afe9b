import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { ownPasswordSchema } from "@atlas/core/fields";
import { query, queryOne } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordAct } from "../access/record-act.ts";
import type { OwnPasswordContext, ServiceContext } from "../context.ts";
import { streamCase } from "../use-case.ts";
import { EXPORT_SECTIONS, type ExportSection } from "./export-sections.ts";

const MAX_A_DAY = 3;
const DAY_S = 86_400;
const PAGE = 2_000;
const NIL = "00000000-0000-0000-0000-000000000000";

/**
 * Everything that Atlas holds about the caller, as one JSON document in pieces: an object with a list per kind of data. It takes the
 * password once more. Three a day, each on record.
 */
export const exportOwnData = streamCase({
  kind: "report",
  isAudited: true,
  permission: "account.read",
  input: z.object({ password: ownPasswordSchema }),
  refusals: ["WRONG_PASSWORD", "PASSWORD_REQUIRED"],
  async *run(ctx: Pick<ServiceContext, "db" | "clock"> & OwnPasswordContext, actor, { password }, signal) {
    await ctx.checkOwnPassword(actor, password);
    await noteExport(ctx, actor);
    yield `{"format":"atlas-export-1","exportedAt":${JSON.stringify(ctx.clock())}`;
    for (const section of EXPORT_SECTIONS) {
      if (section.roles && !section.roles.includes(actor.role)) continue;
      yield `,\n${JSON.stringify(section.name)}:[`;
      let separator = "";
      for await (const lines of pagesOf(ctx, section, actor.userId)) {
        if (signal.aborted) return;
        yield separator + lines.join(",\n");
        separator = ",\n";
      }
      yield "]";
    }
    yield "}\n";
  },
});

const exportedRow = z.object({ count: z.int(), waitS: z.number() });

/** The audit log is also the count, so that it outlives whatever else is wiped. @throws DomainError RATE_LIMITED */
async function noteExport({ db }: Pick<ServiceContext, "db">, actor: Actor): Promise<void> {
  const { userId } = actor;
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('export ' || ${userId}, 0))`);
    const { count, waitS } = await queryOne(
      tx,
      exportedRow,
      sql`
        SELECT count(*)::int AS count, coalesce(ceil(${DAY_S} - extract(epoch FROM clock.now() - min(at))), 0)::float8 AS "waitS"
        FROM ledger.audit_log
        WHERE actor_id = ${userId}::uuid AND action = 'export-data' AND at > clock.now() - make_interval(secs => ${DAY_S})`,
    );
    if (count >= MAX_A_DAY) {
      const retryAfterS = Math.max(1, waitS);
      throw new DomainError("RATE_LIMITED", "Your data can be exported three times a day.", { retryAfterS });
    }
    await recordAct(tx, actor, { action: "export-data", subjectId: userId, reason: null });
  });
}

const lineRow = z.object({ cursor: z.string(), line: z.string() });

async function* pagesOf(
  { db }: Pick<ServiceContext, "db">,
  { rows }: ExportSection,
  userId: string,
): AsyncGenerator<readonly string[]> {
  for (let after = NIL; ;) {
    const page = await query(
      db,
      lineRow,
      sql`SELECT x.cursor, (to_jsonb(x) - 'cursor')::text AS line FROM (${rows(userId, after)} LIMIT ${PAGE}) x`,
    );
    if (page.length > 0) yield page.map(({ line }) => line);
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last.cursor;
  }
}
