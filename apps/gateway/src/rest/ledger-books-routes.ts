import { ACCOUNT_KINDS, TRANSFER_KINDS } from "@atlas/core/ledger";
import { listAuditLog } from "@atlas/services/ledger/audit/audit-log";
import { exportChainHead } from "@atlas/services/ledger/audit/chain-head";
import { getLedgerAccount, listAccounts } from "@atlas/services/ledger/read/list-accounts";
import { getTransfer, listTransfers } from "@atlas/services/ledger/read/list-transfers";
import { ordersAgainstCaptures } from "@atlas/services/ledger/audit/orders-against-captures";
import { listOverdueHolds } from "@atlas/services/ledger/audit/overdue-holds";
import { reconcile } from "@atlas/services/ledger/audit/reconcile";
import { accountStatement, balanceAt } from "@atlas/services/ledger/read/statement";
import { trialBalance } from "@atlas/services/ledger/audit/trial-balance";
import { verifyChain } from "@atlas/services/ledger/audit/verify-chain";
import { createRoute, z } from "@hono/zod-openapi";
import type { ApiServices } from "../rpc/create-api-context.ts";
import {
  accountParam,
  accountSchema,
  instantQuery,
  LEDGER_REFUSALS,
  limitQuery,
  rangeQuery,
  statementSchema,
  transferSchema,
} from "./ledger-fields.ts";
import { BEARER, jsonBody, refusals, requireActor, type RestApp } from "./rest-app.ts";
import { idField, moneyField } from "./rest-fields.ts";
import { toRestJson } from "./rest-json.ts";
import { route } from "./rest-route.ts";
import { serveRoutes } from "./serve-routes.ts";

const audit = {
  method: "get" as const,
  tags: ["Audit"],
  security: BEARER,
  description: "For admins and services. Reads the books as they are, and changes nothing.",
};
const nextCursor = z.string().nullable();
const seqCursor = z
  .string()
  .regex(/^[0-9]{1,18}$/)
  .optional();

/** How long what is under way may take before it is a finding, in seconds. */
const graceQuery = z.object({ grace_s: z.coerce.number().int().min(0).max(86_400).optional() });

const trialBalanceSchema = z.object({
  rows: z.array(
    z.object({
      account_id: idField,
      code: z.string(),
      name: z.string(),
      kind: z.string(),
      currency: z.string(),
      debit: moneyField,
      credit: moneyField,
      balance: moneyField,
    }),
  ),
  totals: z.array(z.object({ currency: z.string(), debit: moneyField, credit: moneyField, is_balanced: z.boolean() })),
});
const trialBalanceRoute = route({
  method: "get",
  path: "/admin/ledger/trial-balance",
  tag: "Audit",
  summary: "Trial balance: per currency, debits = credits",
  returns: "Every account and the totals.",
  useCase: trialBalance,
  answer: trialBalanceSchema,
});

const accountsSchema = z.object({ items: z.array(accountSchema), next_cursor: nextCursor });
const accountsRoute = createRoute({
  ...audit,
  path: "/admin/ledger/accounts",
  summary: "Accounts, by kind or owner",
  request: {
    query: z.object({
      kind: z.enum(ACCOUNT_KINDS).optional(),
      query: z.string().max(100).optional(),
      cursor: idField.optional(),
      limit: limitQuery,
    }),
  },
  responses: { 200: jsonBody(accountsSchema, "One page."), ...refusals(...LEDGER_REFUSALS) },
});

const accountRoute = createRoute({
  ...audit,
  path: "/admin/ledger/accounts/{id}",
  summary: "One account",
  request: { params: accountParam },
  responses: { 200: jsonBody(accountSchema, "The account."), ...refusals(...LEDGER_REFUSALS, "ACCOUNT_NOT_FOUND") },
});

const statementQuery = z.object({ ...rangeQuery, cursor: seqCursor, limit: limitQuery });
const statementRoute = createRoute({
  ...audit,
  path: "/admin/ledger/accounts/{id}/statement",
  summary: "Statement of an account between two instants",
  request: { params: accountParam, query: statementQuery },
  responses: { 200: jsonBody(statementSchema, "Newest first."), ...refusals(...LEDGER_REFUSALS, "ACCOUNT_NOT_FOUND") },
});
const ownStatementRoute = createRoute({
  ...audit,
  tags: ["Wallet"],
  path: "/wallet/statement",
  summary: "The caller's own statement",
  description: "What was posted to the caller's wallet in a range of time, page by page.",
  request: { query: statementQuery },
  responses: { 200: jsonBody(statementSchema, "Newest first."), ...refusals("INVALID_INPUT", "ACCOUNT_NOT_FOUND") },
});

const balanceSchema = z.object({ account_id: idField, currency: z.string(), at: z.string(), posted: moneyField });
const balanceAtRoute = createRoute({
  ...audit,
  path: "/admin/ledger/accounts/{id}/balance",
  summary: "Balance of an account at an instant",
  request: { params: accountParam, query: z.object({ at: instantQuery }) },
  responses: { 200: jsonBody(balanceSchema, "The balance."), ...refusals(...LEDGER_REFUSALS, "ACCOUNT_NOT_FOUND") },
});

const transfersSchema = z.object({ items: z.array(transferSchema), next_cursor: nextCursor });
const transfersRoute = createRoute({
  ...audit,
  path: "/admin/ledger/transfers",
  summary: "Transfers, newest first",
  request: {
    query: z.object({ kind: z.enum(TRANSFER_KINDS).optional(), cursor: idField.optional(), limit: limitQuery }),
  },
  responses: { 200: jsonBody(transfersSchema, "One page."), ...refusals(...LEDGER_REFUSALS) },
});

const transferWithEntriesSchema = transferSchema.extend({
  entries: z.array(
    z.object({
      account_id: idField,
      seq: z.string(),
      direction: z.enum(["in", "out"]),
      amount: moneyField,
      balance_after: moneyField,
    }),
  ),
});
const transferRoute = createRoute({
  ...audit,
  path: "/admin/ledger/transfers/{id}",
  summary: "A transfer with its two entries",
  request: { params: accountParam },
  responses: {
    200: jsonBody(transferWithEntriesSchema, "The transfer."),
    ...refusals(...LEDGER_REFUSALS, "TRANSFER_NOT_FOUND"),
  },
});

const reconciliationSchema = z.object({
  at: z.string(),
  is_clean: z.boolean(),
  accounts: z.number(),
  transfers: z.number(),
  entries: z.number(),
  findings: z.array(z.looseObject({ check: z.string() })),
});
const reconcileRoute = createRoute({
  ...audit,
  path: "/admin/ledger/reconcile",
  summary: "Rebuild every balance from its entries and compare",
  request: { query: graceQuery },
  responses: { 200: jsonBody(reconciliationSchema, "What does not agree."), ...refusals(...LEDGER_REFUSALS) },
});

const ordersSchema = z.object({
  at: z.string(),
  is_clean: z.boolean(),
  orders: z.number(),
  captures: z.number(),
  dead_letters: z.number(),
  findings: z.array(
    z.object({
      order_id: idField,
      city_id: z.string(),
      ended_at: z.string(),
      captures: z.number(),
      dead_letters: z.number(),
    }),
  ),
});
const ordersRoute = createRoute({
  ...audit,
  path: "/admin/ledger/orders-against-captures",
  summary: "Finished wallet trips that have not exactly one capture or one dead letter",
  request: { query: graceQuery },
  responses: { 200: jsonBody(ordersSchema, "Counts, and what does not agree."), ...refusals(...LEDGER_REFUSALS) },
});

const overdueHoldsSchema = z.array(
  z.object({
    hold_id: idField,
    account_id: idField,
    owner_id: z.string().nullable(),
    city_id: z.string(),
    currency: z.string(),
    amount: moneyField,
    order_id: z.string().nullable(),
    expires_at: z.string(),
  }),
);
const overdueHoldsRoute = createRoute({
  ...audit,
  path: "/admin/ledger/holds/overdue",
  summary: "Holds past their expiry",
  request: { query: graceQuery },
  responses: { 200: jsonBody(overdueHoldsSchema, "The longest overdue first."), ...refusals(...LEDGER_REFUSALS) },
});

const verificationSchema = z.object({
  is_intact: z.boolean(),
  links: z.string(),
  head_hash: z.string(),
  contains_head: z.boolean().nullable(),
  breaks: z.array(z.object({ problem: z.string(), position: z.string().nullable(), transfer_id: z.string() })),
});
const verifyRoute = createRoute({
  ...audit,
  path: "/admin/ledger/chain/verify",
  summary: "Verify the hash chain over all transfers",
  description: "With `position` and `hash` of a head exported earlier, also whether the chain runs through it.",
  request: {
    query: z
      .object({
        position: z
          .string()
          .regex(/^[0-9]{1,18}$/)
          .optional(),
        hash: z
          .string()
          .regex(/^[0-9a-f]*$/)
          .optional(),
      })
      .refine(({ position, hash }) => (position === undefined) === (hash === undefined), {
        message: "Send position and hash together.",
      }),
  },
  responses: { 200: jsonBody(verificationSchema, "What is broken."), ...refusals(...LEDGER_REFUSALS) },
});

const headSchema = z.object({
  position: z.string(),
  hash: z.string(),
  transfer_id: z.string().nullable(),
  at: z.string(),
  signature: z.string().nullable(),
  public_key: z.string().nullable(),
});
const headRoute = createRoute({
  ...audit,
  path: "/admin/ledger/chain/head",
  summary: "The chain's head, signed when a key is set",
  responses: { 200: jsonBody(headSchema, "Keep it outside of Atlas."), ...refusals(...LEDGER_REFUSALS) },
});

const auditLogSchema = z.object({
  items: z.array(
    z.object({
      audit_id: z.string(),
      at: z.string(),
      actor_id: z.string(),
      actor_name: z.string().nullable(),
      action: z.string(),
      subject_id: z.string().nullable(),
      reason: z.string().nullable(),
      details: z.unknown(),
    }),
  ),
  next_cursor: nextCursor,
});
const auditLogRoute = createRoute({
  ...audit,
  path: "/admin/ledger/audit-log",
  summary: "What operators did, and why",
  request: { query: z.object({ cursor: idField.optional(), limit: limitQuery }) },
  responses: { 200: jsonBody(auditLogSchema, "Newest first."), ...refusals(...LEDGER_REFUSALS) },
});

/** The ledger's books, to read: for operators, and each user's own statement. */
export function ledgerBooksRoutes(api: ApiServices): RestApp {
  const { reports } = api;
  return serveRoutes(api, [trialBalanceRoute])
    .openapi(accountsRoute, async (c) => {
      const page = await listAccounts(reports, await requireActor(c), c.req.valid("query"));
      return c.json(accountsSchema.parse(toRestJson(page)), 200);
    })
    .openapi(accountRoute, async (c) => {
      const account = await getLedgerAccount(reports, await requireActor(c), { accountId: c.req.valid("param").id });
      return c.json(accountSchema.parse(toRestJson(account)), 200);
    })
    .openapi(statementRoute, async (c) => {
      const input = { ...c.req.valid("query"), accountId: c.req.valid("param").id };
      const statement = await accountStatement(reports, await requireActor(c), input);
      return c.json(statementSchema.parse(toRestJson(statement)), 200);
    })
    .openapi(ownStatementRoute, async (c) => {
      const statement = await accountStatement(reports, await requireActor(c), c.req.valid("query"));
      return c.json(statementSchema.parse(toRestJson(statement)), 200);
    })
    .openapi(balanceAtRoute, async (c) => {
      const input = { accountId: c.req.valid("param").id, at: c.req.valid("query").at };
      const balance = await balanceAt(reports, await requireActor(c), input);
      return c.json(balanceSchema.parse(toRestJson(balance)), 200);
    })
    .openapi(transfersRoute, async (c) => {
      const page = await listTransfers(reports, await requireActor(c), c.req.valid("query"));
      return c.json(transfersSchema.parse(toRestJson(page)), 200);
    })
    .openapi(transferRoute, async (c) => {
      const transfer = await getTransfer(reports, await requireActor(c), { transferId: c.req.valid("param").id });
      return c.json(transferWithEntriesSchema.parse(toRestJson(transfer)), 200);
    })
    .openapi(reconcileRoute, async (c) => {
      const view = await reconcile(reports, await requireActor(c), { graceS: c.req.valid("query").grace_s });
      return c.json(reconciliationSchema.parse(toRestJson(view)), 200);
    })
    .openapi(ordersRoute, async (c) => {
      const view = await ordersAgainstCaptures(reports, await requireActor(c), {
        graceS: c.req.valid("query").grace_s,
      });
      return c.json(ordersSchema.parse(toRestJson(view)), 200);
    })
    .openapi(overdueHoldsRoute, async (c) => {
      const holds = await listOverdueHolds(reports, await requireActor(c), { graceS: c.req.valid("query").grace_s });
      return c.json(overdueHoldsSchema.parse(toRestJson(holds)), 200);
    })
    .openapi(verifyRoute, async (c) => {
      const { position, hash } = c.req.valid("query");
      const head = position !== undefined && hash !== undefined ? { position, hash } : undefined;
      const view = await verifyChain(reports, await requireActor(c), { head });
      return c.json(verificationSchema.parse(toRestJson(view)), 200);
    })
    .openapi(headRoute, async (c) => {
      const head = await exportChainHead(reports, await requireActor(c));
      return c.json(headSchema.parse(toRestJson(head)), 200);
    })
    .openapi(auditLogRoute, async (c) => {
      const page = await listAuditLog(reports, await requireActor(c), c.req.valid("query"));
      return c.json(auditLogSchema.parse(toRestJson(page)), 200);
    });
}
