import type { WebSocket } from "ws";

/**
 * Ends a socket from whose other side nothing has come between two pings. While we do not read from it ourselves, its replies lie unread
 * behind what it has sent, and say nothing about it.
 */
export function keepAlive(client: WebSocket, pingMs: number): void {
  let isAlive = true;
  const live = (): void => {
    isAlive = true;
  };
  client.on("pong", live);
  client.on("message", live);
  const pinging = setInterval(() => {
    if (!isAlive && !client.isPaused) client.terminate();
    isAlive = false;
    client.ping();
  }, pingMs).unref();
  client.once("close", () => clearInterval(pinging));
}
