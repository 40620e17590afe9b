import type { WebSocket } from "ws";

/** Calls `onClose` when the socket closes; at once for one that closed before, whose event is over. */
export function onceClosed(socket: WebSocket, onClose: () => void): void {
  if (socket.readyState === socket.CLOSED) onClose();
  else socket.once("close", onClose);
}
