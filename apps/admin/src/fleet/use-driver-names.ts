"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

export type NamedDriver = RouterOutputs["ops"]["driverNames"]["drivers"][number];

const MAX_ASKED = 100;

/** Names and plates by driver, as far as they are known: each is asked for once. Null for ids that are no driver's any more. */
export function useDriverNames(driverIds: readonly string[]): ReadonlyMap<string, NamedDriver | null> {
  const rpc = useRpc();
  const [known, setKnown] = useState<ReadonlyMap<string, NamedDriver | null>>(new Map());
  const unknown = driverIds.filter((driverId) => !known.has(driverId)).slice(0, MAX_ASKED);
  // What is asked for stands until it has come: cars that drive in and out of sight do not ask anew with each second.
  const [asked, setAsked] = useState<readonly string[]>([]);
  if (asked.length === 0 && unknown.length > 0) setAsked(unknown);
  const names = useQuery(
    rpc.ops.driverNames.queryOptions({ driverIds: [...asked] }, { enabled: asked.length > 0, staleTime: Infinity }),
  ).data;
  if (names !== undefined && asked.length > 0) {
    const found = new Map(names.drivers.map((driver) => [driver.driverId, driver]));
    setKnown(new Map([...known, ...asked.map((driverId) => [driverId, found.get(driverId) ?? null] as const)]));
    setAsked([]);
  }
  return known;
}
