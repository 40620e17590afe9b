import type { Database } from "@atlas/db/connect";
import type { ServiceContext } from "@atlas/services/context";
import type { AppName, Origins } from "../origins.ts";
import { type AppAuth, createAuth } from "./create-auth.ts";
import type { SessionEnds } from "./session-ends.ts";

export interface AuthsOptions {
  readonly services: ServiceContext;
  /** Acts as `atlas_identity`. */
  readonly db: Database;
  readonly sessionEnds: SessionEnds;
  readonly secret: string;
  readonly formerSecret?: string;
  readonly publicUrl: string;
  readonly origins: Origins;
  readonly clientIpHeader: string;
}

/** One Better Auth for each app, on the same users. */
export function createAuths({ origins, ...options }: AuthsOptions): Readonly<Record<AppName, AppAuth>> {
  const of = (app: AppName): AppAuth =>
    createAuth({
      ...options,
      app,
      trustedOrigins: [...origins].filter(([, owner]) => owner === app).map(([origin]) => origin),
    });
  return { web: of("web"), driver: of("driver"), admin: of("admin") };
}
