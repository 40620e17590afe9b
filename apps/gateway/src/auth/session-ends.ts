import { SESSION_ENDS_CHANNEL } from "@atlas/services/ops/sweep-ended-sessions";
import type { Redis } from "ioredis";
import type { SessionReader } from "./session-reader.ts";

/** Who wants to know that sessions have ended. */
export interface SessionEndListener {
  /** The session of this token has ended. */
  onEnd(token: string): void;
  /** Any may have ended unheard. */
  onGap(): void;
}

/** Hears of ended sessions from all processes; here they are forgotten first, then their sockets are closed. */
export class SessionEnds {
  readonly #sessions: SessionReader;
  readonly #listeners = new Set<SessionEndListener>();

  private constructor(sessions: SessionReader) {
    this.#sessions = sessions;
  }

  /** Subscribes `subscriber`, a connection on which nothing but subscriptions run. */
  static async open(subscriber: Redis, sessions: SessionReader): Promise<SessionEnds> {
    const ends = new SessionEnds(sessions);
    subscriber.on("message", (channel: string, token: string) => {
      if (channel === SESSION_ENDS_CHANNEL) ends.end(token);
    });
    await subscriber.subscribe(SESSION_ENDS_CHANNEL);
    // After a reconnect ioredis subscribes again; what was said meanwhile is lost.
    subscriber.on("ready", () => ends.#gap());
    return ends;
  }

  listen(listener: SessionEndListener): void {
    this.#listeners.add(listener);
  }

  /** A session has ended: nothing is done with it any more in this process. */
  end(token: string): void {
    this.#sessions.revoke(token);
    for (const listener of this.#listeners) listener.onEnd(token);
  }

  #gap(): void {
    this.#sessions.forgetAll();
    for (const listener of this.#listeners) listener.onGap();
  }
}
