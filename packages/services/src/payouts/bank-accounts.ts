import { type Actor, mayActFor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { cityIdSchema, idSchema, reasonSchema } from "@atlas/core/fields";
import { type BankAccount, bankAccountFields } from "@atlas/core/payouts/bank-account";
import type { Queryable } from "@atlas/db/connect";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { requireReason } from "../access/require-reason.ts";
import type { ServiceContext } from "../context.ts";
import { announceUser } from "../ledger/post/announce-user.ts";
import { ledgerRefusal } from "../ledger/post/refusal.ts";
import { runLedger } from "../ledger/post/run-ledger.ts";
import { useCase } from "../use-case.ts";
import { bankAccountRow, maskBankAccount, type MaskedBankAccount } from "../wallet/payout-view.ts";

const savedRow = z.object({ refusal: z.string().nullable() });

/** Whose account it is: a driver's, or a city's own, which pays. */
type Owner =
  | { readonly cityId: null; readonly driverId: string }
  | { readonly cityId: string; readonly driverId: null };

interface NamedAccount extends Omit<BankAccount, "bankCode"> {
  readonly bankCode?: string | null | undefined;
  /** Null when it is the driver's own act. */
  readonly auditReason: string | null;
}

/**
 * Names the account that a driver's payouts go to from now on; those requested before keep theirs. Earlier ones stay on record
 * with who named them.
 */
export const saveBankAccount = useCase({
  kind: "command",
  permission: "payouts.request",
  within: { driverId: "driver" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({
    /** The caller's own unless an admin names it. */
    driverId: idSchema.optional(),
    ...bankAccountFields,
    /** For the audit log; an admin who names it has to give one. */
    reason: reasonSchema.optional(),
  }),
  refusals: ["DRIVER_NOT_FOUND", "REASON_REQUIRED"],
  async run(ctx: Pick<ServiceContext, "db" | "newId" | "events">, actor, input): Promise<MaskedBankAccount> {
    const driverId = input.driverId ?? actor.userId;
    // Changing where somebody else's money goes needs an accountable person: a service is none.
    if (actor.userId !== driverId && actor.role !== "admin") {
      throw new DomainError("FORBIDDEN", "This is somebody else's bank account.");
    }
    const auditReason = actor.userId === driverId ? null : requireReason(input.reason ?? "");
    const saved = await save(ctx, actor, { cityId: null, driverId }, { ...input, auditReason });
    await announceUser(ctx, driverId);
    return saved;
  },
});

/** The account that a driver's next payout goes to, masked; null when there is none. */
export const driverBankAccount = useCase({
  kind: "query",
  permission: "earnings.read",
  within: { driverId: "driver" },
  input: z.object({ driverId: idSchema.optional() }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor, input): Promise<MaskedBankAccount | null> {
    const driverId = input.driverId ?? actor.userId;
    if (!mayActFor(actor, driverId)) throw new DomainError("FORBIDDEN", "This is somebody else's bank account.");
    return await read(ctx, { cityId: null, driverId });
  },
});

/** Names the account from which a city pays. */
export const savePayerAccount = useCase({
  kind: "command",
  permission: "payouts.decide",
  within: { cityId: "city" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ cityId: cityIdSchema, ...bankAccountFields, reason: reasonSchema }),
  refusals: ["REASON_REQUIRED", "CITY_NOT_FOUND"],
  async run(ctx: Pick<ServiceContext, "db" | "newId">, actor, input): Promise<MaskedBankAccount> {
    const reason = requireReason(input.reason);
    return await save(ctx, actor, { cityId: input.cityId, driverId: null }, { ...input, auditReason: reason });
  },
});

/** The account from which a city pays, masked; null when there is none. */
export const payerAccount = useCase({
  kind: "query",
  permission: "payouts.read",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema }),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, _, { cityId }): Promise<MaskedBankAccount | null> {
    return await read(ctx, { cityId, driverId: null });
  },
});

/** The account from which a city pays, with its number, for the bank. */
export async function readPayerAccount(db: Queryable, cityId: string): Promise<BankAccount | null> {
  return await readWhole(db, { cityId, driverId: null });
}

async function save(
  ctx: Pick<ServiceContext, "db" | "newId">,
  actor: Actor,
  owner: Owner,
  account: NamedAccount,
): Promise<MaskedBankAccount> {
  const { holderName, bankName, bankCode = null, accountNumber, auditReason } = account;
  const [row] = await runLedger(
    { ...ctx, actor },
    savedRow,
    sql`
      SELECT refusal FROM ledger.set_bank_account(${ctx.newId()}, ${owner.cityId}, ${owner.driverId}, ${holderName},
        ${bankName}, ${bankCode}, ${accountNumber}, ${actor.userId}, ${auditReason})`,
  );
  if (row?.refusal) throw ledgerRefusal(row.refusal);
  const saved = await read(ctx, owner);
  if (!saved) throw new Error("the bank account was saved and is not there");
  return saved;
}

async function read(ctx: Pick<ServiceContext, "db">, owner: Owner): Promise<MaskedBankAccount | null> {
  const account = await readWhole(ctx.db, owner);
  return account && maskBankAccount(account);
}

async function readWhole(db: Queryable, owner: Owner): Promise<z.infer<typeof bankAccountRow> | null> {
  const [row] = await query(
    db,
    bankAccountRow,
    sql`
      SELECT id AS "bankAccountId", holder_name AS "holderName", bank_name AS "bankName", bank_code AS "bankCode",
        account_number AS "accountNumber"
      FROM ledger.bank_account_of(${owner.cityId}, ${owner.driverId}) WHERE id IS NOT NULL`,
  );
  return row ?? null;
}
