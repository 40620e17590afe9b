import { exportJournalCsv, exportStatementCsv } from "@atlas/services/ledger/read/export-csv";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { GatewayEnv } from "../http/gateway-env.ts";
import type { ApiServices } from "../rpc/create-api-context.ts";
import { accountParam, LEDGER_REFUSALS, rangeQuery } from "./ledger-fields.ts";
import { BEARER, createRestApp, refusals, requireActor, type RestApp } from "./rest-app.ts";

const csv = { description: "A table, one line a row.", content: { "text/csv": { schema: z.string() } } };
const range = z.object(rangeQuery);

const statementRoute = createRoute({
  method: "get",
  path: "/admin/ledger/accounts/{id}/statement.csv",
  tags: ["Audit"],
  summary: "Statement of an account as a table",
  description: "For admins and services. Streamed, so that it may be long.",
  security: BEARER,
  request: { params: accountParam, query: range },
  responses: { 200: csv, ...refusals(...LEDGER_REFUSALS, "ACCOUNT_NOT_FOUND") },
});

const ownStatementRoute = createRoute({
  method: "get",
  path: "/wallet/statement.csv",
  tags: ["Wallet"],
  summary: "The caller's own statement as a table",
  description: "What was posted to the caller's wallet in a range of time. Streamed, so that it may be long.",
  security: BEARER,
  request: { query: range },
  responses: { 200: csv, ...refusals("INVALID_INPUT", "ACCOUNT_NOT_FOUND") },
});

const journalRoute = createRoute({
  method: "get",
  path: "/admin/ledger/journal.csv",
  tags: ["Audit"],
  summary: "Every transfer as a table",
  description: "For admins and services: the journal of a range of time. Streamed, so that it may be long.",
  security: BEARER,
  request: { query: range },
  responses: { 200: csv, ...refusals(...LEDGER_REFUSALS) },
});

/** The ledger's tables to take away, streamed: a year of a city does not fit in memory. */
export function ledgerCsvRoutes({ reports }: ApiServices): RestApp {
  return createRestApp()
    .openapi(statementRoute, async (c) => {
      const input = { ...c.req.valid("query"), accountId: c.req.valid("param").id };
      return await download(c, "statement.csv", exportStatementCsv(reports, await requireActor(c), input));
    })
    .openapi(ownStatementRoute, async (c) => {
      const input = c.req.valid("query");
      return await download(c, "statement.csv", exportStatementCsv(reports, await requireActor(c), input));
    })
    .openapi(journalRoute, async (c) => {
      const input = c.req.valid("query");
      return await download(c, "journal.csv", exportJournalCsv(reports, await requireActor(c), input));
    });
}

/** Waits for the first lines, so that a refusal is still an answer of its own. */
async function download(c: Context<GatewayEnv>, name: string, lines: AsyncGenerator<string>): Promise<Response> {
  const first = await lines.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (!first.done) controller.enqueue(encoder.encode(first.value));
    },
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return c.body(body, 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
  });
}
