import { createContext, use, useSyncExternalStore } from "react";

export type ConnectionState = "idle" | "live" | "reconnecting" | "offline";

/** Whether the socket to the gateway is connected. Owned by AtlasClientProvider, set by the socket. */
export class Connection {
  #isOnline = true;
  #socket: "idle" | "live" | "lost" = "idle";
  readonly #listeners = new Set<() => void>();

  setSocket(state: "idle" | "live" | "lost"): void {
    // A socket that is made while a page renders reports what is known: nobody needs another notification.
    if (this.#socket === state) return;
    this.#socket = state;
    this.#notify();
  }

  get state(): ConnectionState {
    if (!this.#isOnline) return "offline";
    return this.#socket === "lost" ? "reconnecting" : this.#socket;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Follows the device's own online state until the returned function is called. */
  watchDevice(): () => void {
    const update = (): void => {
      this.#isOnline = navigator.onLine;
      this.#notify();
    };
    update();
    addEventListener("online", update);
    addEventListener("offline", update);
    return () => {
      removeEventListener("online", update);
      removeEventListener("offline", update);
    };
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const ConnectionContext = createContext<Connection>(new Connection());

/** The state of the connection, as it changes. */
export function useConnectionState(): ConnectionState {
  const connection = use(ConnectionContext);
  return useSyncExternalStore(
    connection.subscribe,
    () => connection.state,
    () => "idle",
  );
}
