import type { Database } from "@atlas/db/connect";
import type { ServiceContext } from "../context.ts";

/** What making service accounts may reach. */
export interface ServiceAccountContext extends ServiceContext {
  /** Acts as the auth library, which alone makes users and what they are let in by. */
  readonly identityDb: Database;
}
