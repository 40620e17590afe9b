"use client";
import { useMemo } from "react";
import type { AccountCalls } from "./account-calls.ts";

/** The part of an app's client that the account's sections need. */
interface AccountClient {
  readonly account: {
    readonly sessions: { readonly query: () => ReturnType<AccountCalls["sessions"]> };
    readonly endSession: { readonly mutate: AccountCalls["endSession"] };
    readonly signOutElsewhere: { readonly mutate: (input: Record<string, never>) => Promise<unknown> };
  };
}

/** What the sections of the account ask for, by an app's client. */
export function useAccountCalls(client: AccountClient): AccountCalls {
  return useMemo(
    () => ({
      sessions: async () => client.account.sessions.query(),
      endSession: async (input) => client.account.endSession.mutate(input),
      signOutElsewhere: async () => client.account.signOutElsewhere.mutate({}),
    }),
    [client],
  );
}
