import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { Session, SessionReader } from "../auth/session-reader.ts";
import { closeSocket } from "./close-socket.ts";
import { onceClosed } from "./once-closed.ts";

const RECHECK_MS = 30_000;
const RECHECK_AT_ONCE = 1_000;
/** Private close code: the session has ended, sign in again. */
const SESSION_ENDED = 4_401;

/** Which sockets belong to which session, so that they end with it. */
export class SocketSessions implements Disposable {
  readonly #sessions: SessionReader;
  readonly #log: Logger;
  readonly #sockets = new Map<string, Set<WebSocket>>();
  readonly #recheck: NodeJS.Timeout;

  constructor(sessions: SessionReader, log: Logger) {
    this.#sessions = sessions;
    this.#log = log;
    this.#recheck = setInterval(() => this.onGap(), RECHECK_MS).unref();
  }

  add(socket: WebSocket, { token }: Session): void {
    const sockets = this.#sockets.get(token) ?? new Set();
    this.#sockets.set(token, sockets.add(socket));
    onceClosed(socket, () => {
      sockets.delete(socket);
      if (sockets.size === 0 && this.#sockets.get(token) === sockets) this.#sockets.delete(token);
    });
  }

  onEnd(token: string): void {
    for (const socket of this.#sockets.get(token) ?? []) closeSocket(socket, SESSION_ENDED, "session ended");
  }

  /** Asks Postgres which sessions still live, a query for each thousand of them: in between commands have it to themselves. */
  onGap(): void {
    this.#closeEnded().catch((err: unknown) => this.#log.warn({ err }, "session re-check failed"));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#recheck);
  }

  async #closeEnded(): Promise<void> {
    const tokens = [...this.#sockets.keys()];
    for (let from = 0; from < tokens.length; from += RECHECK_AT_ONCE) {
      const some = tokens.slice(from, from + RECHECK_AT_ONCE);
      const live = await this.#sessions.stillLive(some);
      for (const token of some) if (!live.has(token)) this.onEnd(token);
    }
  }
}
