import { DomainError } from "@atlas/core/errors";
import { personNameSchema, profileFields } from "@atlas/core/profile-fields";
import { err, ok, type Result } from "@atlas/core/result";
import { z } from "zod";

/** The field that was refused as a code of Better Auth's, and the reason as a sentence. */
export interface FieldRefusal {
  readonly code: string;
  readonly message: string;
}

const update = z.looseObject({ ...profileFields, name: personNameSchema.optional() });
/** Only tidied: whether it is somebody's is for the sign-in to say, and nobody learns it from the form of the address. */
const signIn = z.looseObject({ email: z.string().trim().optional() });

/**
 * The body of a call to Better Auth, with the fields that people fill in held to Atlas's schemas and tidied; other fields are Better
 * Auth's to decide.
 * @throws DomainError MALFORMED_REQUEST
 */
export function readAuthBody(path: string, body: string): Result<string, FieldRefusal> {
  const schema = schemaOf(path);
  if (schema === null) return ok(body);
  const read = readFields(schema, body);
  return read.ok ? ok(JSON.stringify(read.value)) : read;
}

/**
 * A body by its schema; what does not fit is refused as Better Auth refuses it.
 * @throws DomainError MALFORMED_REQUEST
 */
export function readFields<S extends z.ZodType>(schema: S, body: string): Result<z.output<S>, FieldRefusal> {
  const read = schema.safeParse(parsed(body));
  if (read.success) return ok(read.data);
  const [issue] = read.error.issues;
  return err({ code: codeOf(issue), message: issue?.message ?? "The input does not fit." });
}

/** What the schema of a field refuses, in the shape of Better Auth's own refusals: its client shows a sentence for each code. */
export function fieldRefused({ code, message }: FieldRefusal): Response {
  return Response.json({ code, message, error: { code: "INVALID_INPUT", message } }, { status: 400 });
}

function codeOf(issue: z.core.$ZodIssue | undefined): string {
  const field = String(issue?.path[0] ?? "input");
  if (/^(?:newP|p)assword$/.test(field) && issue?.code === "too_small") return "PASSWORD_TOO_SHORT";
  if (/^(?:newP|p)assword$/.test(field) && issue?.code === "too_big") return "PASSWORD_TOO_LONG";
  return `INVALID_${field.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
}

function schemaOf(path: string): z.ZodType | null {
  if (path.endsWith("/sign-in/email")) return signIn;
  return path.endsWith("/update-user") ? update : null;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new DomainError("MALFORMED_REQUEST", "The body is not JSON.", { cause: error });
  }
}
