"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useSetTimeZone } from "@atlas/ui/client/use-time-zone";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";

import { useRpc } from "./rpc.tsx";

/** The city of the signed-in person. */
export function useCity(): UseQueryResult<RouterOutputs["city"]["get"], unknown> {
  const rpc = useRpc();
  return useQuery({ ...rpc.city.get.queryOptions({}), staleTime: 600_000 });
}

/** Shows times as the clocks of the city do, once it is known. */
export function useCityTime(): void {
  const timeZone = useCity().data?.timezone;
  const setTimeZone = useSetTimeZone();
  useEffect(() => {
    if (timeZone !== undefined) setTimeZone(timeZone);
  }, [timeZone, setTimeZone]);
}
