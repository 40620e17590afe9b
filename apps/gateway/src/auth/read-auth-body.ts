import { DomainError } from "@atlas/core/errors";
import { emailAddressSchema, personNameSchema, profileFields } from "@atlas/core/profile-fields";
import { err, ok, type Result } from "@atlas/core/result";
import { z } from "zod";

/** The field that was refused as a code of Better Auth's, and the reason as a sentence. */
export interface FieldRefusal {
  readonly code: string;
  readonly message: string;
}

const signUp = z.looseObject({ ...profileFields, email: emailAddressSchema });
const update = z.looseObject({ ...profileFields, name: personNameSchema.optional() });
/** Only tidied: whether it is somebody's is for the sign-in to say, and nobody learns it from the form of the address. */
const signIn = z.looseObject({ email: z.string().trim().optional() });

/**
 * The body of a call to Better Auth, with the fields that people fill in held to Atlas's schemas and tidied; other fields are Better
 * Auth's to judge.
 * @throws DomainError MALFORMED_REQUEST
 */
export function readAuthBody(path: string, body: string): Result<string, FieldRefusal> {
  const schema = schemaOf(path);
  if (schema === null) return ok(body);
  const read = schema.safeParse(parsed(body));
  if (read.success) return ok(JSON.stringify(read.data));
  const [issue] = read.error.issues;
  const field = String(issue?.path[0] ?? "input");
  return err({ code: `INVALID_${field.toUpperCase()}`, message: issue?.message ?? "The input does not fit." });
}

function schemaOf(path: string): z.ZodType | null {
  if (path.endsWith("/sign-up/email")) return signUp;
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
