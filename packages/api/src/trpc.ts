import type { Actor, Role } from "@atlas/core/actor";
import { DomainError, ERROR_STATUS, type ErrorCode } from "@atlas/core/errors";
import { initTRPC, TRPCError } from "@trpc/server";
import type { ApiContext } from "./api-context.ts";
import { refusalOf } from "./error-of.ts";

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

const t = initTRPC.context<ApiContext>().create({
  errorFormatter({ shape, error }) {
    const refusal = refusalOf(error);
    const atlasCode: ErrorCode = refusal?.code ?? "INTERNAL";
    return {
      code: shape.code,
      message: refusal?.message ?? publicMessage(error),
      data: {
        code: shape.data.code,
        path: shape.data.path,
        atlasCode,
        httpStatus: refusal?.httpStatus ?? ERROR_STATUS.INTERNAL,
      },
    };
  },
});

/** A bug's own words stay in the log; its id is all that leaves. */
function publicMessage(error: TRPCError): string {
  return error instanceof InternalError ? error.message : "Something went wrong on our side.";
}

class InternalError extends TRPCError {}

/** Turns refusals into tRPC errors of the right status, and bugs into an id that stands in the log. */
const mapErrors = t.middleware(async ({ ctx, path, type, next }) => {
  const startedAt = performance.now();
  const result = await next();
  const refusal = result.ok ? null : refusalOf(result.error);
  const outcome = result.ok ? "OK" : (refusal?.code ?? "INTERNAL");
  ctx.observeCall({ path, type, outcome, durationMs: performance.now() - startedAt });
  if (result.ok) return result;
  if (refusal !== null) {
    const code = TRPC_CODE_OF_STATUS[refusal.httpStatus] ?? "BAD_REQUEST";
    throw new TRPCError({ code, message: refusal.message, cause: result.error.cause ?? result.error });
  }
  const errorId = ctx.services.newId();
  ctx.services.log.error(
    { errorId, requestId: ctx.requestId, path, type, err: result.error.cause ?? result.error },
    "bug",
  );
  throw new InternalError({
    code: "INTERNAL_SERVER_ERROR",
    message: `Something went wrong on our side (error ${errorId}).`,
    cause: result.error,
  });
});

/** Commands of a signed-in user are counted, whoever serves them. */
const limitCommands = t.middleware(({ ctx, type, next }) => {
  if (type === "mutation" && ctx.actor !== null) ctx.countCommand(ctx.actor);
  return next();
});

export const router = t.router;

/** Anyone. */
export const anyone = t.procedure.use(mapErrors);

/** Anyone who is signed in; `ctx.actor` is theirs. */
export const signedIn = anyone.use(limitCommands).use(({ ctx, next }) => {
  return next({ ctx: { ...ctx, actor: requireActor(ctx.actor) } });
});

/** Drivers' high-rate procedures: signed in, with limits of their own instead of the commands'. */
export const signedInUnmetered = anyone.use(({ ctx, next }) => {
  return next({ ctx: { ...ctx, actor: requireActor(ctx.actor) } });
});

/** Operators and service accounts. */
export const adminOnly = withRoles(["admin", "service"]);

/** Drivers; operators and services may act for one. */
export const driverOnly = withRoles(["driver", "admin", "service"]);

/** Riders; operators and services may act for one. */
export const riderOnly = withRoles(["rider", "admin", "service"]);

function withRoles(roles: readonly Role[]) {
  return signedIn.use(({ ctx, next }) => {
    if (!roles.includes(ctx.actor.role)) {
      throw new DomainError("FORBIDDEN", `This needs the role ${roles[0]}.`);
    }
    return next();
  });
}

function requireActor(actor: Actor | null): Actor {
  if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  return actor;
}
