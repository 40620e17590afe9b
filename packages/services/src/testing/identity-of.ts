import type { IdentityContext } from "../identity/identity-context.ts";
import { LinkTokens } from "../identity/link-tokens.ts";
import { TEST_LINK_SECRET } from "./do-job.ts";
import type { TestWorld } from "./test-world.ts";

/** What makes and mends the accounts of a world. */
export function identityOf({ ctx, identity }: TestWorld): IdentityContext {
  return { ...ctx, db: identity, services: ctx, links: new LinkTokens(TEST_LINK_SECRET) };
}
