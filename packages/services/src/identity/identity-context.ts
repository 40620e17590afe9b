import type { ServiceContext } from "../context.ts";
import type { LinkTokens } from "./link-tokens.ts";

/** What making and mending accounts may reach. */
export interface IdentityContext extends Pick<ServiceContext, "db" | "clock" | "newId" | "events" | "log"> {
  /** For what follows elsewhere; its `db` acts as the servers' role, the one above as `atlas_identity`. */
  readonly services: ServiceContext;
  readonly links: LinkTokens;
}
