import { useQuery } from "@tanstack/react-query";

import { useRpc } from "../rpc.ts";
import type { CityView } from "../views.ts";

/** The city of this installation; null while it loads. It does not change while a driver works. */
export function useCity(): CityView | null {
  const rpc = useRpc();
  return useQuery({ ...rpc.city.get.queryOptions({}), staleTime: Infinity }).data ?? null;
}
