"use client";
import { useSetTimeZone } from "@atlas/ui/client/use-time-zone";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";

import { useRpc } from "./rpc.ts";
import type { City } from "./views.ts";

/** The city of this rider; its time zone becomes that of every time shown. */
export function useCity(): UseQueryResult<City, unknown> {
  const rpc = useRpc();
  const setTimeZone = useSetTimeZone();
  const city = useQuery({ ...rpc.city.get.queryOptions(), staleTime: 600_000 });
  const timeZone = city.data?.timezone;
  useEffect(() => {
    if (timeZone) setTimeZone(timeZone);
  }, [timeZone, setTimeZone]);
  return city;
}
