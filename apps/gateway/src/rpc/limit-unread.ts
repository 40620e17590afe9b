import type { Encoder } from "@trpc/server/adapters/ws";
import type { WebSocket } from "ws";

interface UnreadLimit {
  readonly maxBytes: number;
  readonly onLimited: () => void;
}

/** The encoder, for one socket: before another message goes to a client, looks how much of those before it the client has not read. */
export function limitUnread(encoder: Encoder, socket: WebSocket, { maxBytes, onLimited }: UnreadLimit): Encoder {
  return {
    decode: (data) => encoder.decode(data),
    encode(message) {
      if (socket.readyState === socket.OPEN && socket.bufferedAmount > maxBytes) onLimited();
      return encoder.encode(message);
    },
  };
}
