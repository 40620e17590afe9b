import { useQueryClient } from "@tanstack/react-query";

import { useRpc } from "../rpc.ts";

/** Reads credit, earnings and payouts again after money moved. */
export function useRereadMoney(): () => void {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries(rpc.wallet.pathFilter());
    void queryClient.invalidateQueries(rpc.driver.pathFilter());
  };
}
