"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { useRpc } from "./rpc.tsx";
import { useLive } from "./use-live.ts";

/** What an operator has put on the person's account, as it changes; null without, and while it is not known. */
export function useRestriction(): RouterOutputs["account"]["me"]["restriction"] {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const { data } = useQuery(rpc.account.me.queryOptions());
  useLive(
    rpc.account.watch.subscriptionOptions(undefined, {
      onData: (account) => {
        queryClient.setQueryData(rpc.account.me.queryKey(), account);
        // A suspended driver is offline from then on, and the page says so at once.
        if (account.driver !== null) queryClient.setQueryData(rpc.driver.profile.queryKey(), account.driver);
      },
    }),
  );
  return data?.restriction ?? null;
}
