import { authorise, type Contract, isCounted } from "@atlas/services/use-case";
import { DomainError, ERROR_STATUS } from "@atlas/core/errors";
import { refuseUnstorable } from "@atlas/core/storable-text";
import { initTRPC, TRPCError } from "@trpc/server";
import type { ApiContext } from "./api-context.ts";
import { withinDeadline } from "./command-deadline.ts";
import { isTriedDoor, type RefusalView, refusalOf } from "./error-of.ts";
import { endingWith } from "./running-subscriptions.ts";

type TrpcCode = TRPCError["code"];

const TRPC_CODE_OF_STATUS: { readonly [status: number]: TrpcCode } = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  422: "UNPROCESSABLE_CONTENT",
  // tRPC has no 423; the shape and the response still say it.
  423: "FORBIDDEN",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** Every procedure made from a use case carries its contract. */
export interface ProcedureMeta {
  readonly contract: Contract;
}

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    // Every error passes here once before it leaves, those of running subscriptions too.
    errorFormatter({ shape, error, ctx, path, type }) {
      const refusal = refusalOf(error) ?? reportBug(error, { ctx, path, type });
      return {
        code: shape.code,
        message: refusal.message,
        data: {
          code: shape.data.code,
          path: shape.data.path,
          atlasCode: refusal.code,
          httpStatus: refusal.httpStatus,
          // A WebSocket has no header for it.
          ...(refusal.retryAfterS === undefined ? {} : { retryAfterS: refusal.retryAfterS }),
        },
      };
    },
  });

interface FailedCall {
  readonly ctx: ApiContext | undefined;
  readonly path: string | undefined;
  readonly type: string;
}

/** A bug's own words stay in the log; the id that stands beside them is all that leaves. */
function reportBug(error: TRPCError, { ctx, path, type }: FailedCall): RefusalView {
  const errorId = ctx?.services.newId();
  const { requestId } = ctx ?? {};
  ctx?.services.log.error({ errorId, requestId, path, type, err: error.cause ?? error }, "bug");
  const reference = errorId === undefined ? "" : ` (error ${errorId})`;
  const message = `Something went wrong on our side${reference}.`;
  return { code: "INTERNAL", message, httpStatus: ERROR_STATUS.INTERNAL };
}

export const router = t.router;

type Call = Parameters<Parameters<typeof t.middleware>[0]>[0];
type Outcome = ReturnType<Call["next"]>;

/** How a call has ended, for every kind of caller. */
type Ended = { readonly ok: true; readonly result: Awaited<Outcome> } | { readonly ok: false; readonly error: unknown };

async function ended(outcome: Outcome): Promise<Ended> {
  try {
    const result = await outcome;
    return result.ok ? { ok: true, result } : { ok: false, error: result.error };
  } catch (error) {
    return { ok: false, error };
  }
}

/** `OK` or the code of the refusal. */
function outcomeOf(end: Ended): string {
  return end.ok ? "OK" : (refusalOf(end.error)?.code ?? "INTERNAL");
}

/**
 * Everything that stands before a use case and can refuse the call, the reading of its input included; measures the call, and turns refusals
 * into tRPC errors of the right status. In one middleware, because tRPC copies the whole call twice for each: that cost a driver's ping
 * more than all the rest of it.
 */
const answer = t.middleware(async (call) => {
  const { ctx, path, type } = call;
  const startedAt = performance.now();
  const run = (): Promise<Ended> => ended(guard(call));
  const end = await (ctx.traceCall?.({ path, type, requestId: ctx.requestId }, run, outcomeOf) ?? run());
  ctx.observeCall({ path, type, outcome: outcomeOf(end), durationMs: performance.now() - startedAt });
  if (end.ok) return end.result;
  const { error } = end;
  const refusal = refusalOf(error);
  if (refusal === null) throw error;
  if (isTriedDoor(refusal)) {
    const by = ctx.actor === null ? {} : { userId: ctx.actor.userId };
    ctx.services.log.info({ requestId: ctx.requestId, path, type, ...by, code: refusal.code }, "refused");
  }
  const code = TRPC_CODE_OF_STATUS[refusal.httpStatus] ?? "BAD_REQUEST";
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
  throw new TRPCError({ code, message: refusal.message, cause });
});

async function guard(call: Call): Outcome {
  const { ctx, path, type, meta } = call;
  if (meta === undefined) throw new Error("a procedure without a contract");
  const { contract } = meta;
  const arrivedMs = ctx.arrivedMs ?? performance.now();
  const leave = await ctx.admitCall?.({ path, type });
  let isLimited = false;
  try {
    const result = await (type === "subscription" ? subscribed(call, contract) : inTime(call, contract, arrivedMs));
    isLimited = !result.ok && isRateLimited(result.error);
    return result;
  } catch (error) {
    isLimited = isRateLimited(error);
    throw error;
  } finally {
    leave?.(isLimited);
  }
}

/** Subscriptions run on sockets, which close with their session, and are counted while they run. */
async function subscribed(call: Call, contract: Contract): Outcome {
  const { ctx, signal } = call;
  if (ctx.subscriptions === undefined) {
    throw new DomainError("MALFORMED_REQUEST", "Subscribe over WebSocket.");
  }
  const end = ctx.subscriptions.add(ctx.actor);
  // One that is given up before its first value has no end of its own.
  signal?.addEventListener("abort", end, { once: true });
  let isRunning = false;
  try {
    const result = await authorised(call, contract);
    isRunning = result.ok && isAsyncIterable(result.data);
    return result.ok && isAsyncIterable(result.data) ? { ...result, data: endingWith(result.data, end) } : result;
  } finally {
    if (!isRunning) end();
  }
}

/** Commands that count against a user's limits are completed in time, or not executed. */
async function inTime(call: Call, contract: Contract, arrivedMs: number): Outcome {
  const hasDeadline = isCounted(contract) && call.type === "mutation";
  return hasDeadline ? await withinDeadline(authorised(call, contract), arrivedMs) : await authorised(call, contract);
}

/**
 * A stranger learns nothing from what is wrong with an input, and what no column can hold is refused before a schema reads it. What the
 * schema does not know is left out rather than refused: lists get a direction from the client's library, and the page of an older release
 * may still send a field that has gone.
 */
async function authorised({ ctx, getRawInput, next }: Call, contract: Contract): Outcome {
  await ctx.countCall(ctx, contract);
  authorise(ctx.actor, contract);
  const sent = await getRawInput();
  refuseUnstorable(sent);
  return await next({ input: contract.input.parse(sent ?? {}) });
}

function isRateLimited(error: unknown): boolean {
  return refusalOf(error)?.code === "RATE_LIMITED";
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/**
 * The procedure of a use case, whose contract is its meta: who may, how often, over which connections and until when. All of it before
 * the input is read.
 */
export const guarded = t.procedure.use(answer);
