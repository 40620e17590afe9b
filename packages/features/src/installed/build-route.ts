import { BUILD } from "./build.ts";

/** Which build this server has: a page that has been open for long compares it with its own. */
export function GET(): Response {
  return Response.json({ build: BUILD ?? null }, { headers: { "cache-control": "no-store" } });
}
