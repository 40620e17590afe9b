import { DomainError } from "@atlas/core/errors";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { captureHold } from "./post/capture.ts";
import { creditWallet } from "./post/credit.ts";
import { debitWallet } from "./post/debit.ts";
import { expireHolds } from "./post/expire-holds.ts";
import { freezeAccount, unfreezeAccount } from "./post/freeze.ts";
import { holdMoney } from "./post/hold.ts";
import { ADMIN, CLERK, type LedgerContext, type LedgerFixture, openLedgerFixture } from "./testing/ledger-fixture.ts";
import { decide, emptyModel, heldOf, type Model, type Operation } from "./testing/ledger-model.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { reverseTransfer } from "./post/reverse.ts";
import { transferMoney } from "./post/transfer.ts";
import { voidHold } from "./post/void.ts";
import { done } from "./testing/done.ts";

/** 100 in `npm test`; the nightly command sets 1,000. */
const RUNS = Number(process.env["ATLAS_MODEL_RUNS"] ?? 100);
const WALLETS = 3;
const EPOCH_MS = Date.UTC(2030, 0, 1);

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture(4);
  // All of a cash fare is due, so that amounts are the model's.
  await ledger.owner`UPDATE cities SET commission_bps = 10000, tax_bps = 0`;
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

interface Done {
  readonly operation: Operation;
  readonly key: string;
  readonly outcome: string;
  /** The transfer or hold that came of it. */
  readonly resultId: string | null;
}

/** One run: a model, the wallets that it stands for, and what was done so far. */
class Run {
  model: Model = emptyModel(WALLETS);
  readonly wallets: { userId: string; accountId: string }[];
  readonly ctx: LedgerContext;
  readonly holdIds: string[] = [];
  readonly transferIds: string[] = [];
  readonly done: Done[] = [];
  fingerprint = "";
  #keys = 0;

  constructor(wallets: { userId: string; accountId: string }[]) {
    this.wallets = wallets;
    this.ctx = { ...ledger.ctx, clock: () => new Date(EPOCH_MS + this.model.nowMs) };
  }

  newKey(): string {
    return `${this.wallets[0]?.userId}:${(this.#keys += 1)}`;
  }

  /** Runs an operation for real. Never throws for a refusal. */
  async perform(operation: Operation, key: string): Promise<{ outcome: string; resultId: string | null }> {
    try {
      return { outcome: "OK", resultId: await this.#call(operation, key) };
    } catch (error) {
      if (error instanceof DomainError) return { outcome: error.code, resultId: null };
      throw error;
    }
  }

  async #call(operation: Operation, idempotencyKey: string): Promise<string | null> {
    const { ctx } = this;
    const posting = { idempotencyKey, reason: "model" };
    switch (operation.kind) {
      case "credit":
      case "debit": {
        const use = operation.kind === "credit" ? creditWallet : debitWallet;
        const userId = this.#wallet(operation.wallet).userId;
        return done(await use(ctx, ADMIN, { ...posting, userId, amountMinor: operation.amount })).transferId;
      }
      case "transfer":
        return done(
          await transferMoney(ctx, CLERK, {
            ...posting,
            debitAccountId: this.#wallet(operation.from).accountId,
            creditAccountId: this.#wallet(operation.to).accountId,
            amountMinor: operation.amount,
          }),
        ).transferId;
      case "hold": {
        const { userId } = this.#wallet(operation.wallet);
        const { amount: amountMinor, ttlS } = operation;
        return done(await holdMoney(ctx, CLERK, { ...posting, userId, amountMinor, ttlS })).holdId;
      }
      case "capture":
        return done(
          await captureHold(ctx, CLERK, {
            ...posting,
            holdId: this.holdIds[operation.hold] ?? "",
            creditAccountId: this.#wallet(operation.to).accountId,
            amountMinor: operation.amount ?? undefined,
          }),
        ).transferId;
      case "void":
        await voidHold(ctx, CLERK, { ...posting, holdId: this.holdIds[operation.hold] ?? "" });
        return null;
      case "reverse": {
        const transferId = this.transferIds[operation.transfer] ?? "";
        return done(await reverseTransfer(ctx, ADMIN, { ...posting, transferId })).transferId;
      }
      case "due": {
        const { userId: driverId } = this.#wallet(operation.wallet);
        const { userId: riderId } = this.#wallet(0);
        const trip = { riderId, driverId, fareMinor: operation.amount, paymentMethod: "cash" } as const;
        const orderId = await ledger.newTrip(trip);
        const [settled] = await settleTrips(ctx, [{ kind: "cash-commission", orderId }]);
        if (settled?.outcome === "dead") throw new DomainError(settled.code, "not settled");
        return null;
      }
      case "freeze":
      case "unfreeze": {
        const use = operation.kind === "freeze" ? freezeAccount : unfreezeAccount;
        await use(ctx, ADMIN, { accountId: this.#wallet(operation.wallet).accountId, reason: "model" });
        return null;
      }
      case "expire": {
        const later = { ...ctx, clock: () => new Date(EPOCH_MS + this.model.nowMs + operation.afterS * 1_000) };
        while ((await expireHolds(later)) > 0);
        return null;
      }
    }
  }

  remember(entry: Done): void {
    this.done.push(entry);
    if (entry.outcome !== "OK" || entry.resultId === null) return;
    if (entry.operation.kind === "hold") this.holdIds.push(entry.resultId);
    else this.transferIds.push(entry.resultId);
  }

  /** What must hold after every command, in one look at the database. */
  async check(): Promise<void> {
    const [state] = await ledger.owner<
      { sum: string; wrong: bigint; negative: bigint; fingerprint: string; balances: [string, string, string][] }[]
    >`
      WITH wallet AS (
        SELECT w.*, d.id AS debt_id, -coalesce(d.posted, 0) AS owed FROM ledger.accounts w
        LEFT JOIN ledger.accounts d ON d.id = w.debt_account_id
        WHERE w.id = ANY (${this.wallets.map(({ accountId }) => accountId)}::uuid[])),
      mine AS (SELECT a.* FROM ledger.accounts a JOIN wallet ON a.id IN (wallet.id, wallet.debt_id)),
      moved AS (SELECT t.* FROM ledger.transfers t
        WHERE t.id = ANY (${this.transferIds}::uuid[])
           OR t.id IN (SELECT e.transfer_id FROM ledger.entries e JOIN mine ON mine.id = e.account_id)),
      entry AS (SELECT e.* FROM ledger.entries e JOIN moved t
        ON (e.account_id, e.seq) IN ((t.debit_account_id, t.debit_seq), (t.credit_account_id, t.credit_seq))),
      hold AS (SELECT h.* FROM ledger.holds h JOIN mine ON mine.id = h.account_id)
      SELECT (SELECT coalesce(sum(amount), 0) FROM entry)::text AS sum,
        (SELECT count(*) FROM mine a
          WHERE a.posted <> (SELECT coalesce(sum(e.amount), 0) FROM ledger.entries e WHERE e.account_id = a.id)
             OR a.held <> (SELECT coalesce(sum(h.amount), 0) FROM hold h WHERE h.account_id = a.id AND h.status = 'open'))
          AS wrong,
        (SELECT count(*) FROM wallet
          WHERE posted < held OR held < 0 OR owed < 0 OR (owed > 0 AND posted > held AND frozen_at IS NULL)) AS negative,
        (SELECT json_agg(json_build_array(posted::text, held::text, owed::text) ORDER BY array_position(
          ${this.wallets.map(({ accountId }) => accountId)}::uuid[], id)) FROM wallet) AS balances,
        md5(concat(
          (SELECT string_agg(m::text, ';' ORDER BY id) FROM mine m), '|',
          (SELECT string_agg(a::text, ';' ORDER BY id) FROM ledger.accounts a WHERE owner_id IS NULL), '|',
          (SELECT string_agg(t::text, ';' ORDER BY id) FROM moved t), '|',
          (SELECT string_agg(e::text, ';' ORDER BY account_id, seq) FROM entry e), '|',
          (SELECT string_agg(h::text, ';' ORDER BY id) FROM hold h))) AS fingerprint`;
    if (!state) throw new Error("no state");
    expect(state).toMatchObject({ sum: "0", wrong: 0n, negative: 0n });
    const expected = this.model.posted.map((posted, wallet) => [
      String(posted),
      String(heldOf(this.model, wallet)),
      String(this.model.owed[wallet]),
    ]);
    expect(state.balances).toEqual(expected);
    this.fingerprint = state.fingerprint;
  }

  #wallet(number: number): { userId: string; accountId: string } {
    const wallet = this.wallets[number];
    if (!wallet) throw new RangeError("no such wallet");
    return wallet;
  }
}

abstract class Step implements fc.AsyncCommand<object, Run, true> {
  async check(): Promise<boolean> {
    return true;
  }
  abstract run(model: object, real: Run): Promise<void>;
  abstract toString(): string;
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner));

/** Numbers of holds and transfers are drawn blindly and folded into what there is; none means: nothing to do. */
function fold(operation: Operation, model: Model): Operation | null {
  if (operation.kind === "capture" || operation.kind === "void") {
    return model.holds.length === 0 ? null : { ...operation, hold: operation.hold % model.holds.length };
  }
  if (operation.kind === "reverse") {
    return model.transfers.length === 0
      ? null
      : { ...operation, transfer: operation.transfer % model.transfers.length };
  }
  return operation;
}

/** One operation under a new key: the outcome is the model's, and a refusal leaves every row as it was. */
class Once extends Step {
  readonly drawn: Operation;
  constructor(drawn: Operation) {
    super();
    this.drawn = drawn;
  }
  async run(_: object, real: Run): Promise<void> {
    const operation = fold(this.drawn, real.model);
    if (operation === null) return;
    const key = real.newKey();
    const expected = decide(real.model, operation);
    const actual = await real.perform(operation, key);
    expect(actual.outcome).toBe(expected.outcome);
    real.model = expected.model;
    real.remember({ operation, key, ...actual });
    const before = real.fingerprint;
    await real.check();
    if (expected.outcome !== "OK") expect(real.fingerprint).toBe(before);
  }
  toString(): string {
    return show(this.drawn);
  }
}

/** An earlier operation again under its key: the first result, the first refusal, and nothing moves. */
class Again extends Step {
  readonly drawn: number;
  constructor(drawn: number) {
    super();
    this.drawn = drawn;
  }
  async run(_: object, real: Run): Promise<void> {
    const keyed = real.done.filter(
      ({ operation }) => !["due", "freeze", "unfreeze", "expire"].includes(operation.kind),
    );
    const entry = keyed[this.drawn % Math.max(keyed.length, 1)];
    if (!entry) return;
    const { outcome, resultId } = entry;
    expect(await real.perform(entry.operation, entry.key)).toEqual({ outcome, resultId });
    const before = real.fingerprint;
    await real.check();
    expect(real.fingerprint).toBe(before);
  }
  toString(): string {
    return `again ${this.drawn}`;
  }
}

/** A used key with another amount: refused, whatever became of the first. */
class OtherPayload extends Step {
  readonly drawn: number;
  constructor(drawn: number) {
    super();
    this.drawn = drawn;
  }
  async run(_: object, real: Run): Promise<void> {
    const keyed = real.done.filter(
      ({ operation }) => "amount" in operation && operation.amount !== null && operation.kind !== "due",
    );
    const entry = keyed[this.drawn % Math.max(keyed.length, 1)];
    if (!entry || !("amount" in entry.operation) || entry.operation.amount === null) return;
    const other = { ...entry.operation, amount: entry.operation.amount + 1n };
    expect(await real.perform(other, entry.key)).toEqual({ outcome: "IDEMPOTENCY_KEY_REUSED", resultId: null });
    const before = real.fingerprint;
    await real.check();
    expect(real.fingerprint).toBe(before);
  }
  toString(): string {
    return `other payload ${this.drawn}`;
  }
}

/** Two operations at once: the outcome is that of one order or of the other. */
class Pair extends Step {
  readonly drawn: readonly [Operation, Operation];
  constructor(drawn: readonly [Operation, Operation]) {
    super();
    this.drawn = drawn;
  }
  async run(_: object, real: Run): Promise<void> {
    const [first, second] = [fold(this.drawn[0], real.model), fold(this.drawn[1], real.model)];
    if (first === null || second === null) return;
    const keys = [real.newKey(), real.newKey()] as const;
    const [one, two] = await Promise.all([real.perform(first, keys[0]), real.perform(second, keys[1])]);
    const forwards = inOrder(real.model, first, second);
    const backwards = inOrder(real.model, second, first);
    const isForwards = forwards.outcomes[0] === one.outcome && forwards.outcomes[1] === two.outcome;
    const isBackwards = backwards.outcomes[0] === two.outcome && backwards.outcomes[1] === one.outcome;
    expect(show({ one, two, isSerial: isForwards || isBackwards })).toContain('"isSerial":true');
    const entries = [
      { operation: first, key: keys[0], ...one },
      { operation: second, key: keys[1], ...two },
    ];
    real.model = isForwards ? forwards.model : backwards.model;
    for (const entry of isForwards ? entries : entries.toReversed()) real.remember(entry);
    await real.check();
  }
  toString(): string {
    return `at once ${show(this.drawn)}`;
  }
}

function inOrder(model: Model, first: Operation, second: Operation): { outcomes: [string, string]; model: Model } {
  const one = decide(model, first);
  const two = decide(one.model, second);
  return { outcomes: [one.outcome, two.outcome], model: two.model };
}

const wallet = fc.nat({ max: WALLETS - 1 });
const number = fc.nat({ max: 1_000 });
const amount = fc.oneof(fc.bigInt({ min: 1n, max: 10n }), fc.bigInt({ min: 1n, max: 1_000n }));
const kind = <const K extends string | number>(value: K): fc.Arbitrary<K> => fc.constant(value);

const posting: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: kind("credit"), wallet, amount }),
  fc.record({ kind: kind("debit"), wallet, amount }),
  fc.record({ kind: kind("transfer"), from: wallet, to: wallet, amount }),
  fc.record({ kind: kind("hold"), wallet, amount, ttlS: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: kind("capture"), hold: number, to: wallet, amount: fc.option(amount) }),
  fc.record({ kind: kind("void"), hold: number }),
  fc.record({ kind: kind("reverse"), transfer: number }),
  // Only the third wallet is a driver's.
  fc.record({ kind: kind("due"), wallet: kind(2), amount }),
);
const control: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: kind("freeze"), wallet }),
  fc.record({ kind: kind("unfreeze"), wallet }),
  fc.record({ kind: kind("expire"), afterS: fc.integer({ min: 1, max: 60 }) }),
);
const credit: fc.Arbitrary<Operation> = fc.record({ kind: kind("credit"), wallet, amount });

const commands = fc.commands<object, Run, true>(
  [
    credit.map((operation) => new Once(operation)),
    posting.map((operation) => new Once(operation)),
    posting.map((operation) => new Once(operation)),
    control.map((operation) => new Once(operation)),
    number.map((drawn) => new Again(drawn)),
    number.map((drawn) => new OtherPayload(drawn)),
    fc.tuple(posting, posting).map((drawn) => new Pair(drawn)),
  ],
  { maxCommands: 30, size: "+1" },
);

test(
  `the ledger does what the model does, command by command (${RUNS} runs)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const wallets = [await ledger.newRider(), await ledger.newRider(), await ledger.newDriver()];
        const real = new Run(wallets);
        await real.check();
        await fc.asyncModelRun(() => ({ model: {}, real }), steps);
      }),
      { numRuns: RUNS },
    );
  },
  Math.max(120_000, RUNS * 2_000),
);
