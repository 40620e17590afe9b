import type { WebSocket } from "ws";

/** How long a client may take to close its side; nothing that it sends meanwhile is read. */
const CLOSE_WITHIN_MS = 2_000;

/** Closes a socket whose client may not send another command, whether it closes its side or not. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.removeAllListeners("message");
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
}
