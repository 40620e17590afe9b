import type { ApiContext } from "@atlas/api/api-context";
import type { Session } from "../auth/session-reader.ts";

/** What all calls of this process share. */
export type ApiServices = Omit<ApiContext, "actor" | "subscriptions" | "requestId" | "admitCall" | "arrivedMs">;

/** The context of one request's or one socket's calls. */
export function createApiContext(api: ApiServices, session: Session | null, requestId: string): ApiContext {
  return { ...api, actor: session?.actor ?? null, requestId };
}
