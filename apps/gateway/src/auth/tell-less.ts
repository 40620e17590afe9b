import { z } from "zod";

const sessionSchema = z.looseObject({ session: z.looseObject({ token: z.string() }) }).nullable();

/** Who is signed in, without what a script could take away and use. */
export async function withoutToken(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const told = sessionSchema.parse(await response.json());
  if (told === null) return sameButBody(response, null);
  const { token: _token, ...session } = told.session;
  return sameButBody(response, { ...told, session });
}

function sameButBody(response: Response, body: unknown): Response {
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return Response.json(body, { status: response.status, headers });
}
