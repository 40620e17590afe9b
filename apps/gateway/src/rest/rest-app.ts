import { ERROR_STATUS, type ErrorCode } from "@atlas/core/errors";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { GatewayEnv } from "../http/gateway-env.ts";

export type RestApp = OpenAPIHono<GatewayEnv>;

const [firstCode, ...otherCodes] = Object.keys(ERROR_STATUS);

/** The error of every REST response. */
const errorSchema = z
  .object({
    error: z.object({
      code: z.enum([firstCode ?? "INTERNAL", ...otherCodes]),
      message: z.string().openapi({ description: "A sentence that the user can act on." }),
    }),
  })
  .openapi("Error");

/** What every route that needs a caller declares. */
export const BEARER: { bearer: string[] }[] = [{ bearer: [] }];

/** The same token, of somebody who signed in at `/auth/admin`. */
export const OPERATOR: { operator: string[] }[] = [{ operator: [] }];

/** What strangers may call, and who is signed in as themselves. */
export const ANYONE: Record<string, string[]>[] = [{}, ...BEARER];

/** The refusals of a route for its description, one entry per HTTP status. */
export function refusals(...codes: readonly ErrorCode[]): Record<number, RefusalResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = ERROR_STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, all]) => [
      status,
      { description: all.join(", "), content: { "application/json": { schema: errorSchema } } },
    ]),
  );
}

interface RefusalResponse {
  readonly description: string;
  readonly content: { readonly "application/json": { readonly schema: typeof errorSchema } };
}

/** A JSON response for a route's description. */
export function jsonBody<S extends z.ZodType>(
  schema: S,
  description: string,
): { description: string; content: { "application/json": { schema: S } } } {
  return { description, content: { "application/json": { schema } } };
}

/** A required JSON body for a route's description; another content type is not read as an empty body. */
export function jsonInput<S extends z.ZodType>(
  schema: S,
): { required: true; content: { "application/json": { schema: S } } } {
  return { required: true, content: { "application/json": { schema } } };
}
