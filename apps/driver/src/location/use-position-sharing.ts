import { MAX_ACCURACY_M } from "@atlas/core/ping";
import { useRpcClient } from "@atlas/features/rpc";
import { ConnectionContext, useConnectionState } from "@atlas/ui/client/connection";
import { use, useEffect, useRef, useState } from "react";

import { openPingBuffer } from "./indexed-db-ping-buffer.ts";
import { NOTHING_SENT, PingSender, type SendingState } from "./ping-sender.ts";
import { createSocketPingTransport } from "./socket-ping-transport.ts";
import { useIsLocationGranted } from "./use-location-permission.ts";
import { useOwnPosition, type OwnPosition } from "./use-own-position.ts";
import { useSendingPhone, type SendingPhone } from "./use-sending-phone.ts";

/** Every 3–5 s: a phone that moves reports each second, one that stands is asked again after four. */
const SEND_EVERY_MS = 2_900;

export interface PositionSharing {
  readonly position: OwnPosition;
  readonly sending: SendingState;
  readonly phone: SendingPhone;
  readonly isConnected: boolean;
}

/** Sends this phone's position to Atlas while `isSharing`, unless another phone of the driver does; keeps what cannot be sent and sends it on reconnect or resume. */
export function usePositionSharing(driverId: string, isSharing: boolean): PositionSharing {
  const phone = useSendingPhone();
  const isSending = isSharing && !phone.isElsewhere;
  const isConnected = useConnectionState() === "live";
  const isGranted = useIsLocationGranted();
  // An offline driver sees the own place on the map only when that needs no question.
  const position = useOwnPosition(isSharing || isGranted);
  const { sender, sending } = usePingSender(driverId);
  const lastSubmitMs = useRef(0);
  const { ping } = position;

  useEffect(() => {
    if (!isSending || ping === null || sender === null) return;
    if (ping.accuracyM !== null && ping.accuracyM > MAX_ACCURACY_M) return;
    if (Date.now() - lastSubmitMs.current < SEND_EVERY_MS) return;
    lastSubmitMs.current = Date.now();
    void sender.submit(ping);
  }, [isSending, ping, sender]);

  useEffect(() => {
    if (sender === null || !isConnected) return;
    void sender.flush();
    const resume = (): void => {
      if (document.visibilityState === "visible") void sender.flush();
    };
    document.addEventListener("visibilitychange", resume);
    return () => document.removeEventListener("visibilitychange", resume);
  }, [sender, isConnected]);

  return { position, sending, phone, isConnected };
}

function usePingSender(driverId: string): { readonly sender: PingSender | null; readonly sending: SendingState } {
  const { tracker } = useRpcClient();
  const connection = use(ConnectionContext);
  const [sender, setSender] = useState<PingSender | null>(null);
  const [sending, setSending] = useState(NOTHING_SENT);

  useEffect(() => {
    let isOver = false;
    const transport = createSocketPingTransport(tracker, {
      isConnected: () => !isOver && connection.state === "live",
      now: Date.now,
    });
    void openPingBuffer(driverId).then((buffer) => {
      if (isOver) return;
      const notify = (state: SendingState): void => {
        if (!isOver) setSending(state);
      };
      setSender(new PingSender({ buffer, transport, now: Date.now, onChange: notify }));
    });
    return () => {
      isOver = true;
      setSender(null);
      setSending(NOTHING_SENT);
    };
  }, [driverId, tracker, connection]);

  return { sender, sending };
}
