/** The ledger as a page of plain values: what every operation must do and refuse. Wallets are numbered. */
export interface ModelHold {
  readonly wallet: number;
  readonly amount: bigint;
  readonly expiresAtMs: number;
  readonly status: "open" | "captured" | "voided" | "expired";
}

/** `null` stands for the platform's side, which may go below zero and is never frozen here. */
export interface ModelTransfer {
  readonly debit: number | null;
  readonly credit: number | null;
  readonly amount: bigint;
  readonly isReversal: boolean;
  readonly isReversed: boolean;
}

export interface Model {
  readonly posted: readonly bigint[];
  /** What the owner of each wallet owes, ≥ 0. */
  readonly owed: readonly bigint[];
  readonly isFrozen: readonly boolean[];
  readonly holds: readonly ModelHold[];
  readonly transfers: readonly ModelTransfer[];
  readonly nowMs: number;
}

/** Holds and transfers are named by their number in the order in which they came about. */
export type Operation =
  | { readonly kind: "credit" | "debit"; readonly wallet: number; readonly amount: bigint }
  | { readonly kind: "transfer"; readonly from: number; readonly to: number; readonly amount: bigint }
  | { readonly kind: "hold"; readonly wallet: number; readonly amount: bigint; readonly ttlS: number }
  | { readonly kind: "capture"; readonly hold: number; readonly to: number; readonly amount: bigint | null }
  | { readonly kind: "void"; readonly hold: number }
  /** What a cash trip makes due of a driver: from what is free, the rest is owed. */
  | { readonly kind: "due"; readonly wallet: number; readonly amount: bigint }
  | { readonly kind: "reverse"; readonly transfer: number }
  | { readonly kind: "freeze" | "unfreeze"; readonly wallet: number }
  | { readonly kind: "expire"; readonly afterS: number };

/** `OK` or the code of the refusal, and the state after it: the same one when it was refused. */
export interface Decision {
  readonly outcome: string;
  readonly model: Model;
}

export function emptyModel(wallets: number): Model {
  return {
    posted: Array.from({ length: wallets }, () => 0n),
    owed: Array.from({ length: wallets }, () => 0n),
    isFrozen: Array.from({ length: wallets }, () => false),
    holds: [],
    transfers: [],
    nowMs: 0,
  };
}

export function heldOf(model: Model, wallet: number): bigint {
  return model.holds
    .filter((hold) => hold.status === "open" && hold.wallet === wallet)
    .reduce((sum, hold) => sum + hold.amount, 0n);
}

/** What the ledger has to do with an operation. */
export function decide(model: Model, operation: Operation): Decision {
  switch (operation.kind) {
    case "credit":
      return move(model, { debit: null, credit: operation.wallet, amount: operation.amount });
    case "debit":
      return move(model, { debit: operation.wallet, credit: null, amount: operation.amount });
    case "transfer":
      return move(model, { debit: operation.from, credit: operation.to, amount: operation.amount });
    case "hold":
      return placeHold(model, operation);
    case "capture":
      return capture(model, operation);
    case "void": {
      const hold = model.holds[operation.hold];
      return hold?.status === "open"
        ? { outcome: "OK", model: payDebt(closeHold(model, operation.hold, "voided"), hold.wallet) }
        : { outcome: "HOLD_CLOSED", model };
    }
    case "due":
      return takeDue(model, operation);
    case "reverse":
      return reverse(model, operation.transfer);
    case "freeze":
    case "unfreeze": {
      const isFrozen = model.isFrozen.with(operation.wallet, operation.kind === "freeze");
      return { outcome: "OK", model: payDebt({ ...model, isFrozen }, operation.wallet) };
    }
    case "expire":
      return { outcome: "OK", model: expire({ ...model, nowMs: model.nowMs + operation.afterS * 1_000 }) };
  }
}

interface Sides {
  readonly debit: number | null;
  readonly credit: number | null;
  readonly amount: bigint;
}

function move(model: Model, sides: Sides, isReversal = false): Decision {
  const { debit, credit, amount } = sides;
  if (debit === credit) return { outcome: "SAME_ACCOUNT", model };
  if ([debit, credit].some((wallet) => wallet !== null && model.isFrozen[wallet]))
    return { outcome: "ACCOUNT_FROZEN", model };
  if (debit !== null && available(model, debit) < amount) return { outcome: "INSUFFICIENT_FUNDS", model };
  let posted = model.posted;
  if (debit !== null) posted = posted.with(debit, (posted[debit] ?? 0n) - amount);
  if (credit !== null) posted = posted.with(credit, (posted[credit] ?? 0n) + amount);
  const transfer = { ...sides, isReversal, isReversed: false };
  const moved = { ...model, posted, transfers: [...model.transfers, transfer] };
  return { outcome: "OK", model: credit === null ? moved : payDebt(moved, credit) };
}

/** What is free pays what is owed, but for a frozen wallet. */
function payDebt(model: Model, wallet: number): Model {
  const [free, owed] = [available(model, wallet), model.owed[wallet] ?? 0n];
  const paid = free < owed ? free : owed;
  if (paid <= 0n || model.isFrozen[wallet]) return model;
  return {
    ...model,
    posted: model.posted.with(wallet, (model.posted[wallet] ?? 0n) - paid),
    owed: model.owed.with(wallet, owed - paid),
  };
}

function takeDue(model: Model, { wallet, amount }: Extract<Operation, { kind: "due" }>): Decision {
  if (model.isFrozen[wallet]) return { outcome: "ACCOUNT_FROZEN", model };
  const free = available(model, wallet);
  const paid = free < amount ? free : amount;
  const posted = model.posted.with(wallet, (model.posted[wallet] ?? 0n) - paid);
  const owed = model.owed.with(wallet, (model.owed[wallet] ?? 0n) + amount - paid);
  return { outcome: "OK", model: { ...model, posted, owed } };
}

function available(model: Model, wallet: number): bigint {
  return (model.posted[wallet] ?? 0n) - heldOf(model, wallet);
}

function placeHold(model: Model, { wallet, amount, ttlS }: Extract<Operation, { kind: "hold" }>): Decision {
  if (model.isFrozen[wallet]) return { outcome: "ACCOUNT_FROZEN", model };
  if (available(model, wallet) < amount) return { outcome: "INSUFFICIENT_FUNDS", model };
  const hold: ModelHold = { wallet, amount, expiresAtMs: model.nowMs + ttlS * 1_000, status: "open" };
  return { outcome: "OK", model: { ...model, holds: [...model.holds, hold] } };
}

function capture(model: Model, operation: Extract<Operation, { kind: "capture" }>): Decision {
  const hold = model.holds[operation.hold];
  if (!hold) return { outcome: "HOLD_NOT_FOUND", model };
  if (hold.status === "expired" || (hold.status === "open" && hold.expiresAtMs <= model.nowMs)) {
    return { outcome: "HOLD_EXPIRED", model };
  }
  if (hold.status !== "open") return { outcome: "HOLD_CLOSED", model };
  const amount = operation.amount ?? hold.amount;
  if (amount > hold.amount) return { outcome: "CAPTURE_EXCEEDS_HOLD", model };
  const moved = move(closeHold(model, operation.hold, "captured"), {
    debit: hold.wallet,
    credit: operation.to,
    amount,
  });
  if (moved.outcome !== "OK") return { outcome: moved.outcome, model };
  return { outcome: "OK", model: payDebt(moved.model, hold.wallet) };
}

function reverse(model: Model, number: number): Decision {
  const transfer = model.transfers[number];
  if (!transfer) return { outcome: "TRANSFER_NOT_FOUND", model };
  if (transfer.isReversal) return { outcome: "NOT_REVERSIBLE", model };
  if (transfer.isReversed) return { outcome: "ALREADY_REVERSED", model };
  const { debit, credit, amount } = transfer;
  const moved = move(model, { debit: credit, credit: debit, amount }, true);
  if (moved.outcome !== "OK") return moved;
  const transfers = moved.model.transfers.with(number, { ...transfer, isReversed: true });
  return { outcome: "OK", model: { ...moved.model, transfers } };
}

function closeHold(model: Model, number: number, status: ModelHold["status"]): Model {
  const hold = model.holds[number];
  return hold ? { ...model, holds: model.holds.with(number, { ...hold, status }) } : model;
}

function expire(model: Model): Model {
  const holds = model.holds.map((hold): ModelHold =>
    hold.status === "open" && hold.expiresAtMs <= model.nowMs ? { ...hold, status: "expired" } : hold,
  );
  return model.posted.reduce((paid: Model, _, wallet) => payDebt(paid, wallet), { ...model, holds });
}
