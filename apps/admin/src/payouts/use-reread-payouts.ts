import { useRpc } from "@atlas/features/rpc";
import { useQueryClient } from "@tanstack/react-query";

/** Reads payouts, files and the paying account again after one of them changed. */
export function useRereadPayouts(): () => Promise<void> {
  const rpc = useRpc();
  const queryClient = useQueryClient();
  return async () => {
    await Promise.all([
      queryClient.invalidateQueries(rpc.wallet.payouts.pathFilter()),
      queryClient.invalidateQueries(rpc.payout.pathFilter()),
    ]);
  };
}
