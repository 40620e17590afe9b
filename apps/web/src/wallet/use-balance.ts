"use client";
import { useRpc } from "@atlas/features/rpc";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { RouterOutputs } from "@atlas/api/router";

export type Balance = RouterOutputs["wallet"]["balance"];

/** The rider's wallet. */
export function useBalance(): UseQueryResult<Balance, unknown> {
  const rpc = useRpc();
  return useQuery(rpc.wallet.balance.queryOptions({}));
}
