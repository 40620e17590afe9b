import type { Actor } from "@atlas/core/actor";
import type { PostingContext } from "@atlas/services/ledger/post/posting-context";
import type { PushContext } from "@atlas/services/notifications/push-context";
import type { DeletionContext } from "@atlas/services/privacy/delete-account";
import type { StaffContext } from "@atlas/services/staff/staff-context";
import type { LiveContext } from "@atlas/services/tracker/live-context";
import type { Contract } from "@atlas/services/use-case";
import type { ChangeFeed } from "./change-feed.ts";
import type { LiveViews } from "./live-views.ts";
import type { RunningSubscriptions } from "./running-subscriptions.ts";

/** What the use cases of a gateway may reach. */
export type GatewayContext = LiveContext & PostingContext & DeletionContext & StaffContext & PushContext;

/** What every procedure gets. Built by the gateway, once a request or once a socket. */
export interface ApiContext {
  /** Over the connections that commands have to themselves. */
  readonly services: GatewayContext;
  /** Over connections of their own, so that commands do not wait behind what pages show. */
  readonly views: GatewayContext;
  /** Over a few connections on which a statement may take a minute. */
  readonly reports: GatewayContext;
  /** Null when nobody is signed in. */
  readonly actor: Actor | null;
  /** Roads and places for one caller: callers take turns there. */
  readonly groundOf: (caller: string) => Pick<GatewayContext, "routing" | "geocoder">;
  readonly changes: ChangeFeed;
  readonly live: LiveViews;
  /** Where the calls come from, as far as the gateway can tell. */
  readonly address: string;
  /** Counts a call of this user, or of an address without one, over all gateways. @throws DomainError RATE_LIMITED */
  readonly countCall: CountCall;
  /** Called for every finished call, for metrics. */
  readonly observeCall: (call: FinishedCall) => void;
  /** Runs each call inside a span; missing when nothing is traced. */
  readonly traceCall?: TraceCall;
  /** Makes each call wait for its place; missing where the request that carries the calls has one. */
  readonly admitCall?: AdmitCall;
  /** Of this socket. Missing in a request: what goes on in one would outlive the session that asked for it. */
  readonly subscriptions?: RunningSubscriptions;
  readonly requestId: string;
  /** When the request arrived (`performance.now`): reading its session counts. Missing on a socket, whose session is known. */
  readonly arrivedMs?: number;
}

export type CountCall = (
  caller: { readonly actor: Actor | null; readonly address: string },
  contract: Contract,
) => Promise<void>;

/** Returns what `run` returns; `outcomeOf` says how it ended. */
export type TraceCall = <R>(
  call: Pick<FinishedCall, "path" | "type"> & { readonly requestId: string },
  run: () => Promise<R>,
  outcomeOf: (result: R) => string,
) => Promise<R>;

/**
 * Resolves when there is room for the call, with the function that ends it, whose argument says whether the call was one too many of its caller.
 * @throws DomainError OVERLOADED, RATE_LIMITED
 */
export type AdmitCall = (call: Pick<FinishedCall, "path" | "type">) => Promise<(isLimited?: boolean) => void>;

export interface FinishedCall {
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  /** `OK` or the closed code of the refusal. */
  readonly outcome: string;
  readonly durationMs: number;
}

/** What a use case runs with: the connections of its kind (commands', views' or reports'), and the ground in its caller's turn. */
export function contextOf(
  { services, views, reports, groundOf }: Pick<ApiContext, "services" | "views" | "reports" | "groundOf">,
  { kind }: Contract,
  { actor, address }: Pick<ApiContext, "actor" | "address">,
): GatewayContext {
  const connections = kind === "command" ? services : kind === "report" ? reports : views;
  return { ...connections, ...groundOf(actor?.userId ?? address) };
}
