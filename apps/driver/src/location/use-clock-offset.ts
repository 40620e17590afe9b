import { useConnectionState } from "@atlas/ui/client/connection";
import { useQuery } from "@tanstack/react-query";

import { useRpcClient } from "../rpc.ts";
import { measureClock } from "./clock-offset.ts";

/** A driver who sets the clock sees the hint go. */
const MEASURE_EVERY_MS = 300_000;

/** How far the phone's clock is off (`measureClock`); null while nothing is known. Over the socket, which takes the shortest. */
export function useClockOffset(): number | null {
  const { account } = useRpcClient();
  const isConnected = useConnectionState() === "live";
  const askAtlas = async (): Promise<number> => (await account.time.query({}, { context: { viaSocket: true } })).nowMs;
  const { data } = useQuery({
    queryKey: ["clock-offset"],
    queryFn: () => measureClock(askAtlas, Date.now),
    enabled: isConnected,
    refetchInterval: MEASURE_EVERY_MS,
  });
  return data ?? null;
}
