import type { AppName } from "../origins.ts";

interface ServedPath {
  readonly method: "GET" | "POST";
  readonly path: `/${string}`;
  readonly apps: readonly AppName[];
}

/** What is served by Better Auth itself (`account-routes.ts` has the rest): what the apps and the API's clients use. Nothing else that it could do is there. */
export const SERVED_PATHS: readonly ServedPath[] = [
  { method: "POST", path: "/sign-in/email", apps: ["web", "driver", "admin"] },
  { method: "POST", path: "/sign-out", apps: ["web", "driver", "admin"] },
  { method: "GET", path: "/get-session", apps: ["web", "driver", "admin"] },
  { method: "POST", path: "/update-user", apps: ["web"] },
];
