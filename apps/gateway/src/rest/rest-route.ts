import type { Actor } from "@atlas/core/actor";
import type { Access, ActorOf, Contract, StreamCase, UseCase } from "@atlas/services/use-case";
import type { GatewayContext } from "@atlas/api/api-context";
import { idempotencyKeySchema } from "@atlas/core/fields";
import { isCounted } from "@atlas/services/use-case";
import { z } from "@hono/zod-openapi";
import { toRestJson } from "./rest-json.ts";
import { fromWire, KEY_HEADER, toWireShape } from "./wire-fields.ts";

export interface RouteAddress {
  readonly method: "get" | "post" | "put";
  /** With its parameters in braces: `/admin/ledger/transfers/{id}/reverse`. */
  readonly path: string;
  readonly tag:
    | "Orders"
    | "Dispatch"
    | "Tracker"
    | "Wallet"
    | "Audit"
    | "Cities"
    | "Alerts"
    | "People"
    | "Search"
    | "Staff"
    | "Account";
  readonly summary: string;
  readonly description?: string;
  /** What the response is, in words. */
  readonly returns: string;
}

interface Served extends RouteAddress {
  readonly contract: Contract;
  /** Every field that a request may have, in path, query, body or header. */
  readonly request: z.ZodObject;
  /** Fields that nobody knows are left out, as the original system does it, instead of refused. */
  readonly isLenient: boolean;
}

interface JsonRoute extends Served {
  readonly response: z.ZodType;
  /** The response to a request that `request` has parsed. */
  readonly run: (ctx: GatewayContext, actor: Actor | null, request: Record<string, unknown>) => Promise<unknown>;
}

interface TableRoute extends Served {
  /** The file name of the response. */
  readonly fileName: string;
  /** A table of lines (CSV) when left out. */
  readonly mediaType?: "application/json";
  /** The lines of the response, a chunk at a time. */
  readonly stream: (
    ctx: GatewayContext,
    actor: Actor | null,
    request: Record<string, unknown>,
    signal: AbortSignal,
  ) => AsyncGenerator<string, void, undefined>;
}

/** One REST call, ready to be served and described: the same for every use case. */
export type RestRoute = JsonRoute | TableRoute;

type Run = (ctx: GatewayContext, actor: Actor | null, input: unknown) => Promise<unknown>;

interface WireNames<I extends z.ZodObject> {
  /** Fields with another name than their own in snake_case (`amountMinor` is `amount`), such as those of the path. */
  readonly names?: { readonly [field in keyof z.output<I>]?: string };
  /** Fields that this address does not take. */
  readonly without?: readonly (keyof z.output<I> & string)[];
}

interface DerivedRoute<P extends Access, I extends z.ZodObject, O> extends RouteAddress, WireNames<I> {
  readonly useCase: UseCase<P, I, GatewayContext, O>;
  /** The view in snake_case, as `toRestJson` writes it. */
  readonly response: z.ZodType;
}

/** A REST call that is its use case, with the names of the wire. */
export function route<P extends Access, I extends z.ZodObject, O>(derived: DerivedRoute<P, I, O>): RestRoute;
export function route({
  useCase,
  names = {},
  without = [],
  ...address
}: Omit<DerivedRoute<"anyone", z.ZodObject, unknown>, "useCase"> & { readonly useCase: Contract & Run }): RestRoute {
  const { request, fieldOf } = toWireShape(useCase.input, { names, without });
  return {
    ...address,
    contract: useCase,
    request,
    isLenient: false,
    run: async (ctx, actor, wire) => toRestJson(await useCase(ctx, actor, fromWire(wire, fieldOf))),
  };
}

interface DerivedTable<P extends Access, I extends z.ZodObject> extends RouteAddress, WireNames<I> {
  readonly useCase: StreamCase<P, I, GatewayContext, string>;
  readonly fileName: string;
  readonly mediaType?: "application/json";
}

/** A REST call that streams what its use case yields: a table (CSV), or a document. */
export function tableRoute<P extends Access, I extends z.ZodObject>(derived: DerivedTable<P, I>): RestRoute;
export function tableRoute({
  useCase,
  names = {},
  without = [],
  ...address
}: DerivedTable<"anyone", z.ZodObject>): RestRoute {
  const { request, fieldOf } = toWireShape(useCase.input, { names, without });
  return {
    ...address,
    contract: useCase,
    request,
    isLenient: false,
    stream: (ctx, actor, wire, signal) => useCase.run(ctx, actor, fromWire(wire, fieldOf), signal),
  };
}

interface OriginalRoute<
  P extends Access,
  I extends z.ZodObject,
  O,
  W extends z.ZodObject,
  A extends z.ZodType,
> extends RouteAddress {
  readonly useCase: UseCase<P, I, GatewayContext, O>;
  readonly request: W;
  readonly response: A;
  readonly isLenient: boolean;
  readonly run: (ctx: GatewayContext, actor: ActorOf<P>, request: z.output<W>) => Promise<z.input<A>>;
}

/** A REST call whose request or response has a form of its own, as the original system's have. */
export function originalRoute<P extends Access, I extends z.ZodObject, O, W extends z.ZodObject, A extends z.ZodType>(
  original: OriginalRoute<P, I, O, W, A>,
): RestRoute;
export function originalRoute({
  useCase,
  ...rest
}: Omit<JsonRoute, "contract"> & { readonly useCase: Contract }): RestRoute {
  return { ...rest, contract: useCase };
}

const keyField = idempotencyKeySchema.optional().openapi({
  description:
    "The same key with the same content, within 48 hours: the first response again, and nothing is done twice.",
});

/**
 * Whether responses of the call are stored under a key that its client may send. A use case that has a key of its own stores them itself;
 * positions, which are not even counted, are superseded before anybody repeats one; and what can be done once (an account deleted) leaves
 * nobody to ask again.
 */
export function storesResponses({ contract }: RestRoute): boolean {
  return isCounted(contract) && contract.kind === "command" && contract.idempotency === "repeatable";
}

/** Every field that a request may have, the key of a stored response included. */
export function requestOf(route: RestRoute): z.ZodObject {
  return storesResponses(route) ? z.object({ ...route.request.shape, [KEY_HEADER]: keyField }) : route.request;
}

/** Whether the field stands in the body: not in the path, a header or the query. */
export function isBodyField({ method, path }: RestRoute, name: string): boolean {
  return method !== "get" && name !== KEY_HEADER && !path.includes(`{${name}}`);
}
