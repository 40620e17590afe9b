import { useRpc } from "@atlas/features/rpc";
import { useQueryClient } from "@tanstack/react-query";

/** Reads credit, earnings and payouts again after money moved. */
export function useRereadMoney(): () => void {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries(rpc.wallet.pathFilter());
    void queryClient.invalidateQueries(rpc.driver.pathFilter());
  };
}
