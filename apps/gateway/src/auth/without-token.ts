import { z } from "zod";

const sessionSchema = z.looseObject({ session: z.looseObject({ token: z.string() }) }).nullable();

/** Who is signed in, without what a script could take away and use, and whether more than the password is asked of them. */
export async function withoutToken(response: Response, lacksSecondFactor: boolean): Promise<Response> {
  if (!response.ok) return response;
  const body = sessionSchema.parse(await response.json());
  if (body === null) return sameButBody(response, null);
  const { token: _token, ...session } = body.session;
  return sameButBody(response, { ...body, session: lacksSecondFactor ? { ...session, lacksSecondFactor } : session });
}

const signInSchema = z.looseObject({ token: z.string() });

/** A sign-in on a page: the cookie is the session, and a script that could read a token out of the body could take it away. */
export async function withoutSignInToken(response: Response): Promise<Response> {
  const { token: _token, ...signIn } = signInSchema.parse(await response.json());
  return sameButBody(response, signIn);
}

function sameButBody(response: Response, body: unknown): Response {
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return Response.json(body, { status: response.status, headers });
}
