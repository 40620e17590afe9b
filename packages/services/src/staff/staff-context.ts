import type { LinkTokens } from "../identity/link-tokens.ts";
import type { ServiceAccountContext } from "../identity/service-account-context.ts";

/** What the use cases that decide who operates may reach besides. */
export interface StaffContext extends ServiceAccountContext {
  readonly links: LinkTokens;
}
