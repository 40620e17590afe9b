import type { ApiContext } from "@atlas/api/api-context";
import { actorFrom } from "../auth/actor-from.ts";
import type { Session } from "../auth/session-reader.ts";

/** What all calls of this process share. */
export type ApiServices = Omit<
  ApiContext,
  "actor" | "address" | "subscriptions" | "requestId" | "admitCall" | "arrivedMs"
>;

/** Whose calls they are, where they come from, and under which id they are logged. */
export interface CallOrigin {
  readonly session: Session | null;
  readonly address: string;
  readonly requestId: string;
}

/** The context of one request's or one socket's calls. */
export function createApiContext(api: ApiServices, { session, address, requestId }: CallOrigin): ApiContext {
  return { ...api, actor: actorFrom(session, address), address, requestId };
}
