import type { Actor } from "@atlas/core/actor";
import type { Access, ActorOf, Contract, StreamCase, UseCase } from "@atlas/services/use-case";
import type { TRPCMutationProcedure, TRPCQueryProcedure, TRPCSubscriptionProcedure } from "@trpc/server";
import { z } from "zod";
import { type ApiContext, contextOf, type GatewayContext } from "./api-context.ts";
import type { ChangeFeed, Topic } from "./change-feed.ts";
import type { ReadOptions } from "./combined-reads.ts";
import { rereadOnChange } from "./reread-on-change.ts";
import { guarded, type ProcedureMeta } from "./trpc.ts";

/** What a client sends: nothing at all where every field may be left out. */
type SentInput<I extends z.ZodObject> = Record<never, never> extends z.input<I> ? z.input<I> | undefined : z.input<I>;

interface TypesOf<I extends z.ZodObject, O> {
  input: SentInput<I>;
  output: O;
  meta: ProcedureMeta;
}

/** A procedure whose types only its makers know; the signatures below state them. */
interface Untyped {
  input: unknown;
  output: unknown;
  meta: ProcedureMeta;
}

type Run = (ctx: GatewayContext, actor: Actor | null, input: unknown) => Promise<unknown>;

/** What `guarded` has made of a client's input by the schema of the contract, of which tRPC's types know nothing. */
const inputSchema = z.record(z.string(), z.unknown());

/** A use case that reads, as a tRPC query. */
export function query<P extends Access, I extends z.ZodObject, O>(
  useCase: UseCase<P, I, GatewayContext, O>,
): TRPCQueryProcedure<TypesOf<I, O>>;
export function query(useCase: Contract & Run): TRPCQueryProcedure<Untyped> {
  return guarded
    .meta({ contract: useCase })
    .query(({ ctx, input }) => useCase(contextOf(ctx, useCase, ctx), ctx.actor, input));
}

/** A use case that changes something, as a tRPC mutation. */
export function command<P extends Access, I extends z.ZodObject, O>(
  useCase: UseCase<P, I, GatewayContext, O>,
): TRPCMutationProcedure<TypesOf<I, O>>;
export function command(useCase: Contract & Run): TRPCMutationProcedure<Untyped> {
  return guarded
    .meta({ contract: useCase })
    .mutation(({ ctx, input }) => useCase(contextOf(ctx, useCase, ctx), ctx.actor, input));
}

/** How a view is watched: on which topic its changes are published, and how it is read when not by its use case. */
export interface WatchOptions<P extends Access, I extends z.ZodObject, O> {
  readonly topic: (actor: ActorOf<P>, input: z.output<I>) => Topic;
  readonly read?: (ctx: ApiContext, actor: ActorOf<P>, options: ReadOptions) => Promise<O>;
}

/** The topic of everything that changes for the one who watches. */
export function ofUser({ userId }: Actor): Topic {
  return `user:${userId}`;
}

/** A use case that reads, as a tRPC subscription: its view at once, and again whenever it differs. */
export function watch<P extends Access, I extends z.ZodObject, O>(
  useCase: UseCase<P, I, GatewayContext, O>,
  options: WatchOptions<P, I, O>,
): TRPCSubscriptionProcedure<TypesOf<I, AsyncIterable<O, void, unknown>>>;
export function watch(
  useCase: Contract & Run,
  { topic, read }: WatchOptions<"anyone", z.ZodObject, unknown>,
): TRPCSubscriptionProcedure<Untyped> {
  return guarded.meta({ contract: useCase }).subscription(({ ctx, input, signal }) =>
    rereadOnChange({
      changes: ctx.changes,
      topic: topic(ctx.actor, inputSchema.parse(input)),
      read: (how) => (read ? read(ctx, ctx.actor, how) : useCase(contextOf(ctx, useCase, ctx), ctx.actor, input)),
      signal,
    }),
  );
}

/** What use cases that go on may reach in addition. */
export interface StreamContext extends GatewayContext {
  readonly changes: ChangeFeed;
}

/** A use case that goes on until its caller leaves, as a tRPC subscription. */
export function stream<P extends Access, I extends z.ZodObject, O>(
  useCase: StreamCase<P, I, StreamContext, O>,
): TRPCSubscriptionProcedure<TypesOf<I, AsyncIterable<O, void, unknown>>>;
export function stream(
  useCase: StreamCase<"anyone", z.ZodObject, StreamContext, unknown>,
): TRPCSubscriptionProcedure<Untyped> {
  return guarded
    .meta({ contract: useCase })
    .subscription(({ ctx, input, signal }) =>
      useCase.run(
        { ...contextOf(ctx, useCase, ctx), changes: ctx.changes },
        ctx.actor,
        inputSchema.parse(input),
        signal ?? NEVER,
      ),
    );
}

/** For callers without a connection that could end. */
const NEVER = new AbortController().signal;
