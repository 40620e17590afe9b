import { AUDIT_SUBJECTS } from "@atlas/core/audit";
import { DomainError } from "@atlas/core/errors";
import { listAuditLog } from "@atlas/services/ledger/audit/audit-log";
import { chainHeadFields, exportChainHead } from "@atlas/services/ledger/audit/chain-head";
import { getLedgerAccount, listAccounts } from "@atlas/services/ledger/read/list-accounts";
import { getTransfer, listTransfers } from "@atlas/services/ledger/read/list-transfers";
import { ordersAgainstCaptures } from "@atlas/services/ledger/audit/orders-against-captures";
import { listOverdueHolds } from "@atlas/services/ledger/audit/overdue-holds";
import { reconcile } from "@atlas/services/ledger/audit/reconcile";
import { accountStatement, balanceAt } from "@atlas/services/ledger/read/statement";
import { ACCOUNT_KINDS } from "@atlas/core/ledger";
import { trialBalance } from "@atlas/services/ledger/audit/trial-balance";
import { verifyChain } from "@atlas/services/ledger/audit/verify-chain";
import { z } from "@hono/zod-openapi";
import { accountSchema, statementSchema, transferSchema } from "./ledger-fields.ts";
import { idField, moneyField } from "./rest-fields.ts";
import { toRestJson } from "./rest-json.ts";
import { originalRoute, route } from "./rest-route.ts";

const nextCursor = z.string().nullable();

const trialBalanceSchema = z.object({
  rows: z.array(
    z.object({
      code: z.string(),
      kind: z.enum(ACCOUNT_KINDS),
      currency: z.string(),
      accounts: z.int(),
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
  returns: "The accounts of each kind together, and the totals.",
  useCase: trialBalance,
  response: trialBalanceSchema,
});

const accountsRoute = route({
  method: "get",
  path: "/admin/ledger/accounts",
  tag: "Audit",
  summary: "Accounts, by kind or owner",
  returns: "One page.",
  useCase: listAccounts,
  response: z.object({ items: z.array(accountSchema), next_cursor: nextCursor }),
});

const accountRoute = route({
  method: "get",
  path: "/admin/ledger/accounts/{id}",
  tag: "Audit",
  summary: "One account",
  returns: "The account.",
  useCase: getLedgerAccount,
  names: { accountId: "id" },
  response: accountSchema,
});

const statementRoute = route({
  method: "get",
  path: "/admin/ledger/accounts/{id}/statement",
  tag: "Audit",
  summary: "Statement of an account between two instants",
  returns: "Newest first.",
  useCase: accountStatement,
  names: { accountId: "id" },
  without: ["userId"],
  response: statementSchema,
});
const ownStatementRoute = route({
  method: "get",
  path: "/wallet/statement",
  tag: "Wallet",
  summary: "The caller's own statement",
  description: "What was posted to the caller's wallet in a range of time, page by page.",
  returns: "Newest first.",
  useCase: accountStatement,
  without: ["accountId", "userId"],
  response: statementSchema,
});

const balanceAtRoute = route({
  method: "get",
  path: "/admin/ledger/accounts/{id}/balance",
  tag: "Audit",
  summary: "Balance of an account at an instant",
  returns: "The balance.",
  useCase: balanceAt,
  names: { accountId: "id" },
  without: ["userId"],
  response: z.object({ account_id: idField, currency: z.string(), at: z.string(), posted: moneyField }),
});

const transfersRoute = route({
  method: "get",
  path: "/admin/ledger/transfers",
  tag: "Audit",
  summary: "Transfers, newest first",
  returns: "One page.",
  useCase: listTransfers,
  response: z.object({ items: z.array(transferSchema), next_cursor: nextCursor }),
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
const transferRoute = route({
  method: "get",
  path: "/admin/ledger/transfers/{id}",
  tag: "Audit",
  summary: "A transfer with its two entries",
  returns: "The transfer.",
  useCase: getTransfer,
  names: { transferId: "id" },
  response: transferWithEntriesSchema,
});

const reconciliationSchema = z.object({
  at: z.string(),
  is_clean: z.boolean(),
  accounts: z.number(),
  transfers: z.number(),
  entries: z.number(),
  findings: z.array(z.looseObject({ check: z.string() })),
});
const reconcileRoute = route({
  method: "get",
  path: "/admin/ledger/reconcile",
  tag: "Audit",
  summary: "Rebuild every balance from its entries and compare",
  returns: "What does not agree.",
  useCase: reconcile,
  response: reconciliationSchema,
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
const ordersRoute = route({
  method: "get",
  path: "/admin/ledger/orders-against-captures",
  tag: "Audit",
  summary: "Finished wallet trips that have not exactly one capture or one dead letter",
  returns: "Counts, and what does not agree.",
  useCase: ordersAgainstCaptures,
  response: ordersSchema,
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
const overdueHoldsRoute = route({
  method: "get",
  path: "/admin/ledger/holds/overdue",
  tag: "Audit",
  summary: "Holds past their expiry",
  returns: "The longest overdue first.",
  useCase: listOverdueHolds,
  response: overdueHoldsSchema,
});

const verificationSchema = z.object({
  is_intact: z.boolean(),
  links: z.string(),
  head_hash: z.string(),
  contains_head: z.boolean().nullable(),
  breaks: z.array(z.object({ problem: z.string(), position: z.string().nullable(), transfer_id: z.string() })),
});
const verifyRoute = originalRoute({
  method: "get",
  path: "/admin/ledger/chain/verify",
  tag: "Audit",
  summary: "Verify the hash chain over all transfers",
  description: "With `position` and `hash` of a head exported earlier, also whether the chain runs through it.",
  returns: "What is broken.",
  useCase: verifyChain,
  request: z.object({
    position: chainHeadFields.position.optional(),
    hash: chainHeadFields.hash.optional(),
  }),
  isLenient: false,
  response: verificationSchema,
  async run(ctx, actor, { position, hash }) {
    if ((position === undefined) !== (hash === undefined)) {
      throw new DomainError("INVALID_INPUT", "Send position and hash together.");
    }
    const head = position !== undefined && hash !== undefined ? { position, hash } : undefined;
    return verificationSchema.parse(toRestJson(await verifyChain(ctx, actor, { head })));
  },
});

const headSchema = z.object({
  position: z.string(),
  hash: z.string(),
  transfer_id: z.string().nullable(),
  at: z.string(),
  signature: z.string().nullable(),
  public_key: z.string().nullable(),
});
const headRoute = route({
  method: "get",
  path: "/admin/ledger/chain/head",
  tag: "Audit",
  summary: "The chain's head, signed when a key is set",
  returns: "Keep it outside of Atlas.",
  useCase: exportChainHead,
  response: headSchema,
});

const auditLogSchema = z.object({
  items: z.array(
    z.object({
      audit_id: z.string(),
      at: z.string(),
      actor_id: z.string(),
      actor_name: z.string().nullable(),
      action: z.string(),
      subject_kind: z.enum(AUDIT_SUBJECTS).nullable(),
      subject_id: z.string().nullable(),
      subject_name: z.string().nullable(),
      reason: z.string().nullable(),
      details: z.unknown(),
      address: z.string().nullable(),
    }),
  ),
  next_cursor: nextCursor,
});
const auditLogRoute = route({
  method: "get",
  path: "/admin/ledger/audit-log",
  tag: "Audit",
  summary: "What operators did, on what, when, why and from where",
  returns: "Newest first.",
  useCase: listAuditLog,
  response: auditLogSchema,
});

/** The ledger's books, to read: for operators, and each user's own statement. */
export const ledgerBooksRoutes = [
  trialBalanceRoute,
  accountsRoute,
  accountRoute,
  statementRoute,
  ownStatementRoute,
  balanceAtRoute,
  transfersRoute,
  transferRoute,
  reconcileRoute,
  ordersRoute,
  overdueHoldsRoute,
  verifyRoute,
  headRoute,
  auditLogRoute,
];
