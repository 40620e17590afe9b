import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

const sessionSchema = z.looseObject({ session: z.looseObject({ token: z.string() }) }).nullable();
const signedUpSchema = z.object({ user: z.object({ name: z.string(), email: z.string() }) });

/** Who is signed in, without what a script could take away and use. */
export async function withoutToken(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const told = sessionSchema.parse(await response.json());
  if (told === null) return sameButBody(response, null);
  const { token: _token, ...session } = told.session;
  return sameButBody(response, { ...told, session });
}

/** What a sign-up returns: only what was sent, for more would tell an address that is known from a new one. */
export async function withoutUser(response: Response): Promise<Response> {
  const { user } = signedUpSchema.parse(await response.json());
  return sameButBody(response, { token: null, user });
}

/** Waits until `performance.now` is `untilMs`. */
export async function elapsed(untilMs: number): Promise<void> {
  await delay(Math.max(0, untilMs - performance.now()));
}

function sameButBody(response: Response, body: unknown): Response {
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return Response.json(body, { status: response.status, headers });
}
