import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { creditWallet } from "../ledger/post/credit.ts";
import { debitWallet } from "../ledger/post/debit.ts";
import { transferMoney } from "../ledger/post/transfer.ts";
import { isWaiting } from "../ledger/post/ask-approval.ts";
import {
  ADJUSTMENT_LIMIT,
  ADMIN,
  type LedgerFixture,
  openLedgerFixture,
  SECOND_ADMIN,
} from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { approveRequest, rejectRequest, withdrawRequest } from "./decide-approval.ts";

const RUNS = 25;
const OPERATORS: readonly Actor[] = [ADMIN, SECOND_ADMIN];

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture(4);
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

interface Move {
  readonly kind: "credit" | "debit" | "transfer";
  readonly by: number;
  readonly amountMinor: bigint;
}
type Step =
  | { readonly do: "move"; readonly move: Move }
  | { readonly do: "approve" | "reject" | "withdraw"; readonly by: number; readonly nth: number };

interface Asked {
  readonly requestId: string;
  readonly move: Move;
  isOpen: boolean;
}

const operator = fc.nat({ max: 1 });
const limit = Number(ADJUSTMENT_LIMIT);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("move" as const),
    move: fc.record({
      kind: fc.constantFrom("credit" as const, "debit" as const, "transfer" as const),
      by: operator,
      // Around the limit, where it decides.
      amountMinor: fc
        .oneof(fc.integer({ min: 1, max: 2 * limit }), fc.integer({ min: limit - 1, max: limit + 1 }))
        .map(BigInt),
    }),
  }),
  fc.record({
    do: fc.constantFrom("approve" as const, "reject" as const, "withdraw" as const),
    by: operator,
    nth: fc.nat({ max: 9 }),
  }),
);

/** What two wallets have after a move, or null where the first cannot pay it. */
function after([one, two]: readonly [bigint, bigint], { kind, amountMinor }: Move): readonly [bigint, bigint] | null {
  if (kind === "credit") return [one + amountMinor, two];
  if (one < amountMinor) return null;
  return kind === "debit" ? [one - amountMinor, two] : [one - amountMinor, two + amountMinor];
}

async function isRefused(attempt: Promise<unknown>): Promise<boolean> {
  return await attempt.then(
    () => false,
    (error: unknown) => {
      if (error instanceof DomainError) return true;
      throw error;
    },
  );
}

test("whatever is asked for, approved, rejected and withdrawn: nothing moves above the limit by one operator, and the books balance", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const [from, to] = [await ledger.newRider(), await ledger.newRider()];
      let wallets: readonly [bigint, bigint] = [0n, 0n];
      const asked: Asked[] = [];
      /** Who put something into the first wallet: nothing was paid out of it. */
      const putIn = new Set<number>();
      const posted = (move: Move): void => {
        wallets = after(wallets, move) ?? wallets;
        if (move.kind === "credit") putIn.add(move.by);
      };
      for (const each of steps) {
        if (each.do === "move") {
          const { move } = each;
          const outcome = await send(move, from, to).catch((error: unknown) => error);
          const isPossible = after(wallets, move) !== null;
          expect(outcome instanceof DomainError).toBe(!isPossible);
          if (!isPossible || typeof outcome !== "object" || outcome === null) continue;
          expect(isWaiting(outcome)).toBe(move.amountMinor > ADJUSTMENT_LIMIT);
          if (isWaiting(outcome)) asked.push({ requestId: outcome.requestId, move, isOpen: true });
          else posted(move);
        } else {
          const request = asked[each.nth % Math.max(asked.length, 1)];
          if (!request?.isOpen) continue;
          const { requestId, move } = request;
          const isOwn = each.by === move.by;
          const decide = { approve: approveRequest, reject: rejectRequest, withdraw: withdrawRequest }[each.do];
          const by = OPERATORS[each.by] ?? ADMIN;
          const refused = await isRefused(decide(ledger.ctx, by, { requestId, reason: "decided" }));
          const follows = move.kind !== "credit" && putIn.has(each.by);
          const mayBe = each.do === "withdraw" ? isOwn : !isOwn;
          const can = each.do !== "approve" || (!follows && after(wallets, move) !== null);
          expect(refused).toBe(!(mayBe && can));
          if (refused) continue;
          request.isOpen = false;
          if (each.do === "approve") posted(move);
        }
        expect([(await ledger.balance(from.accountId)).posted, (await ledger.balance(to.accountId)).posted]).toEqual(
          wallets,
        );
      }
    }),
    { numRuns: RUNS },
  );
});

interface Wallet {
  readonly userId: string;
  readonly accountId: string;
}

async function send({ kind, by, amountMinor }: Move, from: Wallet, to: Wallet): Promise<object> {
  const actor = OPERATORS[by] ?? ADMIN;
  const posting = { amountMinor, idempotencyKey: ledger.ctx.newId(), reason: "a model" };
  if (kind === "credit") return await creditWallet(ledger.ctx, actor, { userId: from.userId, ...posting });
  if (kind === "debit") return await debitWallet(ledger.ctx, actor, { userId: from.userId, ...posting });
  const sides = { debitAccountId: from.accountId, creditAccountId: to.accountId };
  return await transferMoney(ledger.ctx, actor, { ...sides, ...posting });
}
