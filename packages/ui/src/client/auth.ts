import { createAuthClient } from "better-auth/react";
import { createContext, use } from "react";

import type { AppName } from "./client-config.ts";

export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Better Auth's client for one app; each app has its own mount and cookie on the gateway. */
export function createAtlasAuth(gatewayUrl: string, app: AppName): ReturnType<typeof createAuthClient> {
  return createAuthClient({ baseURL: `${gatewayUrl}/auth/${app}`, fetchOptions: { credentials: "include" } });
}

export type AtlasAuth = ReturnType<typeof createAtlasAuth>;

export const AuthContext = createContext<AtlasAuth | null>(null);

/** The auth client; throws outside AtlasClientProvider. */
export function useAuth(): AtlasAuth {
  const auth = use(AuthContext);
  if (!auth) throw new Error("useAuth needs an AtlasClientProvider above it");
  return auth;
}

export type Session =
  | { readonly state: "loading" }
  | { readonly state: "signed-out" }
  | { readonly state: "unreachable"; readonly retry: () => void }
  | {
      readonly state: "signed-in";
      readonly user: SessionUser;
      /** Of an operator who has to set up a second factor, or give it, before anything else. */
      readonly lacksSecondFactor: boolean;
    };

/** Who is signed in to this app. */
export function useSession(): Session {
  const { data, isPending, error, refetch } = useAuth().useSession();
  if (data) {
    const { id, name, email } = data.user;
    const lacksSecondFactor = Reflect.get(data.session, "lacksSecondFactor") === true;
    return { state: "signed-in", user: { id, name, email }, lacksSecondFactor };
  }
  if (isPending) return { state: "loading" };
  const isRefused = error?.status === 401 || error?.status === 403;
  if (error && !isRefused) return { state: "unreachable", retry: () => void refetch() };
  return { state: "signed-out" };
}

/** Asks anew who is signed in, after something other than the auth client has changed it. */
export function useSessionRefresh(): () => void {
  const auth = useAuth();
  return () => auth.$store.notify("$sessionSignal");
}
