"use client";
import type { AccountCalls } from "@atlas/ui/account/account-calls";
import { useMemo } from "react";

import { useRpcClient } from "../rpc.ts";

/** What the sections of the account ask for, by this app's client. */
export function useAccountCalls(): AccountCalls {
  const client = useRpcClient();
  return useMemo(
    () => ({
      sessions: async () => client.account.sessions.query(),
      endSession: async (input) => client.account.endSession.mutate(input),
      signOutElsewhere: async () => client.account.signOutElsewhere.mutate({}),
    }),
    [client],
  );
}
