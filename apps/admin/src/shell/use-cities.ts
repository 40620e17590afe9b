import { useRpc } from "@atlas/features/rpc";
import type { RouterOutputs } from "@atlas/api/router";
import { useQuery } from "@tanstack/react-query";

export type NamedCity = RouterOutputs["city"]["list"]["items"][number];
const NONE: readonly NamedCity[] = [];

/** The cities for which the operator holds a role, by name; none until they are known. */
export function useCities(): readonly NamedCity[] {
  return useQuery(useRpc().city.list.queryOptions()).data?.items ?? NONE;
}
