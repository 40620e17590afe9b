import type { HttpBindings } from "@hono/node-server";
import type { Session } from "../auth/session-reader.ts";

/** What the gateway's middleware leaves on each request. */
export interface GatewayEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** `performance.now` when it arrived, before it waited for its place. */
    arrivedMs: number;
    clientAddress: string;
    /** Who asks; looked up when first needed. */
    session: () => Promise<Session | null>;
    /** The same, also when it still lacks its second factor: for the paths by which one is set up or given. */
    sessionBeforeFactor: () => Promise<Session | null>;
  };
}
