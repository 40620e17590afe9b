import type { RawData, WebSocket } from "ws";

/**
 * Keeps back what a client sends while it is being looked up who it is: what it may send depends on that. Nothing more is read from it;
 * what came in one piece with the message in hand waits. The returned function hands that over, in its order.
 */
export function holdMessages(client: WebSocket): () => void {
  const held: (readonly [data: RawData, isBinary: boolean])[] = [];
  const readers = client.rawListeners("message");
  const keep = (data: RawData, isBinary: boolean): void => void held.push([data, isBinary]);
  client.pause();
  client.removeAllListeners("message");
  client.on("message", keep);
  return () => {
    client.off("message", keep);
    if (client.readyState !== client.OPEN) return;
    for (const reader of readers) client.on("message", (...message) => void reader.apply(client, message));
    for (const message of held) client.emit("message", ...message);
    client.resume();
  };
}
