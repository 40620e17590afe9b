import { DomainError, ERROR_STATUS, type ErrorCode, RETRY_AFTER_S } from "@atlas/core/errors";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { isDependencyDown } from "@atlas/core/is-dependency-down";

export interface RefusalView {
  readonly code: ErrorCode;
  readonly message: string;
  readonly httpStatus: number;
  /** Missing when another attempt would fail too. */
  readonly retryAfterS?: number;
}

/** What those collect who try doors: nobody signed in, not theirs, not there, too often. Worth a line in the log each time. */
const TRIED_DOORS: ReadonlySet<number> = new Set([401, 403, 404, 429]);

export function isTriedDoor({ httpStatus }: Pick<RefusalView, "httpStatus">): boolean {
  return TRIED_DOORS.has(httpStatus);
}

const COORDINATE_KEY = /^(?:.*_)?(?:lat|lng|long|latitude|longitude)$/;
const AMOUNT_KEY = /^(?:amount|price|.*Minor)$/;

const CODE_OF_TRPC: { readonly [code: string]: ErrorCode } = {
  PARSE_ERROR: "MALFORMED_REQUEST",
  BAD_REQUEST: "INVALID_INPUT",
  UNSUPPORTED_MEDIA_TYPE: "MALFORMED_REQUEST",
  METHOD_NOT_SUPPORTED: "MALFORMED_REQUEST",
  UNAUTHORIZED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  TOO_MANY_REQUESTS: "RATE_LIMITED",
  SERVICE_UNAVAILABLE: "OVERLOADED",
};

/** What a caller may know of an error: the closed code, a sentence and the status. Null for a bug. */
export function refusalOf(error: unknown): RefusalView | null {
  if (error instanceof DomainError) return view(error.code, error.message, error.retryAfterS);
  if (error instanceof ZodError) return refusalOfIssues(error);
  if (isUnstorable(error))
    return view("INVALID_INPUT", "A text has a character in it that cannot be stored, such as U+0000.");
  if (isDependencyDown(error)) {
    return view("DEPENDENCY_UNAVAILABLE", "Atlas cannot reach its database right now. Try again in a moment.");
  }
  if (!(error instanceof TRPCError)) return null;
  const inner = refusalOf(error.cause);
  if (inner !== null) return inner;
  // A bug may throw a SyntaxError too; it arrives as an internal error.
  if (error.code === "BAD_REQUEST" && error.cause instanceof SyntaxError) {
    return view("MALFORMED_REQUEST", "The body is not JSON.");
  }
  const code = CODE_OF_TRPC[error.code];
  return code === undefined ? null : view(code, error.message);
}

/** Postgres' words for a text and for JSON with a character that no column holds. */
const UNSTORABLE = new Set<unknown>(["22021", "22P05"]);

function isUnstorable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && UNSTORABLE.has(error.code)) || isUnstorable(error.cause);
}

/** The first issue decides: coordinates and amounts have codes of their own. */
function refusalOfIssues(error: ZodError): RefusalView {
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const key = String(path.findLast((part) => typeof part === "string") ?? "");
  const where = path.length === 0 ? "" : `${path.join(".")}: `;
  const message = `${where}${issue?.message ?? "The input does not fit."}`;
  if (issue?.code === "unrecognized_keys") return view("UNKNOWN_FIELD", `Unknown: ${issue.keys.join(", ")}.`);
  if (COORDINATE_KEY.test(key)) return view("INVALID_COORDINATES", message);
  if (AMOUNT_KEY.test(key)) return view("INVALID_AMOUNT", message);
  return view("INVALID_INPUT", message);
}

function view(code: ErrorCode, message: string, retryAfterS = RETRY_AFTER_S[code]): RefusalView {
  return { code, message, httpStatus: ERROR_STATUS[code], ...(retryAfterS === undefined ? {} : { retryAfterS }) };
}
