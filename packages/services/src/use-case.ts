import { channel } from "node:diagnostics_channel";
import type { Actor } from "@atlas/core/actor";
import { DomainError, type ErrorCode } from "@atlas/core/errors";
import { isOfCities, type Permission } from "@atlas/core/permissions";
import type { z } from "zod";
import { keptToCities, mayAsk, refusalsWithin, type Within } from "./within-cities.ts";

/** A permission of the table, or nobody in particular: no sign-in is needed. */
export type Access = Permission | "anyone";
export type ActorOf<P extends Access> = P extends "anyone" ? Actor | null : Actor;

interface Reading {
  /** `query`: what a page shows. `report`: long lists, exports and proofs, which run a few at once and may take a minute. */
  readonly kind: "query" | "report";
  /** How much it counts against the limit of its caller's reads, by what it takes of the servers; 1 when left out. */
  readonly weight?: number;
  /** What takes data out as a file: an operator's use of it leaves a row in the audit log. */
  readonly isAudited?: true;
}

interface Commanding {
  readonly kind: "command";
  /** Commands are counted per user, unless they have limits of their own. */
  readonly isUnmetered?: true;
  /**
   * What a repeat does. `key`: the first result again, for the same `idempotencyKey`. `repeatable`: nothing more, and it returns what
   * the first left. `once`: it is refused by the state that the first left.
   */
  readonly idempotency: "key" | "repeatable" | "once";
  /** Whether an operator's use of it leaves a row in the audit log, in its own transaction. */
  readonly isAudited: boolean;
}

/** Everything that an edge (tRPC, REST, its description, limits, the table of the API) must know of a use case. */
export type Contract<P extends Access = Access, I extends z.ZodObject = z.ZodObject> = (Reading | Commanding) & {
  readonly input: I;
  readonly permission: P;
  /**
   * What the input names that belongs to a city: so an operator whose role is for one city is kept to it. Empty for what is about the caller.
   * Left out, the call is about the installation: it takes a role for all cities.
   */
  readonly within?: { readonly [field in keyof z.output<I> & string]?: NonNullable<Within[string]> };
  /** Its own; those that any call may get (`COMMON_REFUSALS`) are not repeated. */
  readonly refusals: readonly ErrorCode[];
};

/** The input may be left out where every field of it may. */
export type InputArgs<T> = Record<never, never> extends T ? [input?: T] : [input: T];

/** A use case is called like a function, with an input that an edge has parsed; it carries its contract. */
export type UseCase<P extends Access, I extends z.ZodObject, C, O> = Contract<P, I> &
  ((ctx: C, actor: ActorOf<P>, ...input: InputArgs<z.output<I>>) => Promise<O>);

/** The same for what goes on until its signal aborts. */
export type StreamCase<P extends Access, I extends z.ZodObject, C, O> = Contract<P, I> & {
  readonly run: (
    ctx: C,
    actor: ActorOf<P>,
    input: z.output<I>,
    signal: AbortSignal,
  ) => AsyncGenerator<O, void, undefined>;
};

/** What any call may be refused with, whatever it asks for. */
export const COMMON_REFUSALS = [
  "MALFORMED_REQUEST",
  "INVALID_INPUT",
  "UNKNOWN_FIELD",
  "INVALID_COORDINATES",
  "INVALID_AMOUNT",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "RATE_LIMITED",
  "OVERLOADED",
  "DEPENDENCY_UNAVAILABLE",
] as const satisfies readonly ErrorCode[];

const KEY_REFUSALS: readonly ErrorCode[] = ["IDEMPOTENCY_KEY_REQUIRED", "IDEMPOTENCY_KEY_REUSED"];

/** Refusals that a contract does not name: the tests listen, and fail. */
export const UNDECLARED_REFUSALS = channel("atlas.undeclared-refusal");

/** Whether a call of it counts against the limit of its user's commands. */
export function isCounted(contract: Contract): boolean {
  return contract.kind === "command" && contract.isUnmetered !== true;
}

/** How much a call counts against the limit of its caller's reads; 0 for commands, which are counted by themselves. */
export function readWeightOf(contract: Contract): number {
  return contract.kind === "command" ? 0 : (contract.weight ?? 1);
}

/** Every refusal that callers must be ready for. */
export function refusalsOf(contract: Contract): ErrorCode[] {
  const hasKey = contract.kind === "command" && contract.idempotency === "key";
  return [...new Set([...contract.refusals, ...refusalsWithin(contract), ...(hasKey ? KEY_REFUSALS : [])])];
}

/**
 * Joins the contract of a use case with the function that does it. The result refuses an actor without the permission; whose data it is
 * about is checked by `run`.
 * @throws DomainError from the returned function: UNAUTHENTICATED, FORBIDDEN, and what the contract names
 */
export function useCase<P extends Access, I extends z.ZodObject, C, O>(
  definition: Contract<P, I> & { readonly run: (ctx: C, actor: ActorOf<P>, input: z.output<I>) => Promise<O> },
): UseCase<P, I, C, O>;
export function useCase(
  definition: Contract & { readonly run: (ctx: unknown, actor: Actor | null, input: unknown) => Promise<unknown> },
): Contract & ((ctx: unknown, actor: Actor | null, input?: Record<string, unknown>) => Promise<unknown>) {
  const { run, ...contract } = definition;
  if (contract.kind === "command" && (contract.idempotency === "key") !== "idempotencyKey" in contract.input.shape) {
    throw new Error('a use case with an idempotencyKey says `idempotency: "key"`, and the other way round');
  }
  refuseAimless(contract);
  const named = namesOf(contract);
  const call = async (ctx: unknown, actor: Actor | null, input: Record<string, unknown> = {}): Promise<unknown> => {
    authorise(actor, contract);
    try {
      // Most callers have no such roles, and positions come often.
      const kept = actor?.cityRoles === undefined ? input : await keptToCities(ctx, actor, contract, input);
      return await run(ctx, actor, kept);
    } catch (error) {
      reportUndeclared(error, named);
      throw error;
    }
  };
  return Object.assign(call, contract);
}

/**
 * The same for a use case that goes on: the permission is checked, and its refusals are listened to, once it is iterated.
 * @throws DomainError from what `run` returns: UNAUTHENTICATED, FORBIDDEN, and what the contract names
 */
export function streamCase<P extends Access, I extends z.ZodObject, C, O>(
  definition: StreamCase<P, I, C, O>,
): StreamCase<P, I, C, O>;
export function streamCase(
  definition: StreamCase<"anyone", z.ZodObject, unknown, unknown>,
): StreamCase<"anyone", z.ZodObject, unknown, unknown> {
  refuseAimless(definition);
  const named = namesOf(definition);
  return {
    ...definition,
    async *run(ctx, actor, input, signal) {
      authorise(actor, definition);
      try {
        const kept = actor?.cityRoles === undefined ? input : await keptToCities(ctx, actor, definition, input);
        yield* definition.run(ctx, actor, kept, signal);
      } catch (error) {
        reportUndeclared(error, named);
        throw error;
      }
    },
  };
}

/** A permission that no role for one city gives has nothing to be kept to, and a call of strangers is kept to nothing. */
function refuseAimless({ permission, within }: Contract): void {
  if (within === undefined) return;
  if (permission === "anyone") throw new Error("what anyone may call is not kept to cities: `within` would not hold");
  if (!isOfCities(permission)) throw new Error(`${permission} is of all cities, and \`within\` of some`);
}

function namesOf(contract: Contract): ReadonlySet<ErrorCode> {
  return new Set<ErrorCode>([...COMMON_REFUSALS, ...refusalsOf(contract)]);
}

function reportUndeclared(error: unknown, named: ReadonlySet<ErrorCode>): void {
  if (error instanceof DomainError && !named.has(error.code)) UNDECLARED_REFUSALS.publish(error);
}

/**
 * Refuses an actor who may not make the call, whatever its input: once that is read, `keptToCities` says whose objects it may name.
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN
 */
export function authorise(actor: Actor | null, contract: Pick<Contract, "permission" | "within">): void {
  if (contract.permission === "anyone") return;
  if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  if (!mayAsk(actor, contract)) throw new DomainError("FORBIDDEN", "Your account may not do this.");
}
