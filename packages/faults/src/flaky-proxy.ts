import { once } from "node:events";
import { createServer, connect as open, type Server, type Socket } from "node:net";

/** ReadyForQuery, idle: the end of Postgres' reply to a statement or a transaction, which is committed by then. */
const COMMITTED = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** Which of Postgres' replies to lose: each `every`-th, none while it is null. */
interface Losses {
  every: number | null;
  replies: number;
  lost: number;
}

/** One client and its connection to the target. */
interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  isSilent: boolean;
}

/** A TCP proxy for tests of outages: it can cut its connections, let them go silent, or lose Postgres' replies. */
export class FlakyProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #links: Set<Link>;
  readonly #losses: Losses;

  private constructor(server: Server, links: Set<Link>, own: { url: string; port: number; losses: Losses }) {
    const { url, port } = own;
    this.#server = server;
    this.#links = links;
    this.#losses = own.losses;
    this.url = url;
    this.#port = port;
  }

  /** Listens on a free port; `url` is the target's with this port instead. */
  static async before(targetUrl: string): Promise<FlakyProxy> {
    const target = new URL(targetUrl);
    const links = new Set<Link>();
    const losses: Losses = { every: null, replies: 0, lost: 0 };
    const server = createServer((client) => {
      const link = { client, upstream: open(Number(target.port), target.hostname), isSilent: false };
      links.add(link);
      // Before it is joined: who listens first may keep the bytes from the client.
      link.upstream.on("data", (chunk) => lose(link, chunk, losses));
      join(link, () => links.delete(link));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy listens on no port");
    const own = new URL(targetUrl);
    own.hostname = "127.0.0.1";
    own.port = String(address.port);
    return new FlakyProxy(server, links, { url: own.toString(), port: address.port, losses });
  }

  /** Drops every connection, the silent ones too, and takes no new ones until it is mended. */
  async cut(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const { client, upstream } of this.#links) {
      client.destroy();
      upstream.destroy();
    }
    await closed;
  }

  async mend(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /**
   * The connections of this moment stay open for good and carry nothing more in either direction: no byte, no FIN, no
   * RST, as behind a router that has lost its table. New connections are served. Returns how many went silent.
   */
  silence(): number {
    const speaking = [...this.#links].filter((link) => !link.isSilent);
    for (const link of speaking) {
      link.isSilent = true;
      link.client.unpipe(link.upstream).resume();
      link.upstream.unpipe(link.client).resume();
    }
    return speaking.length;
  }

  /** The same, and what is sent is not even taken: once the buffers in between are full, who writes has to wait. */
  stall(): void {
    this.silence();
    for (const { client, upstream } of this.#links) {
      client.pause();
      upstream.pause();
    }
  }

  /**
   * Before Postgres: from now on each `every`-th reply that ends with the session idle is lost with its connection, when
   * the server has committed. Null ends it. Returns how many were lost so far.
   */
  loseReplies(every: number | null): number {
    this.#losses.every = every;
    return this.#losses.lost;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.cut();
  }
}

function lose({ client, isSilent }: Link, chunk: Buffer, losses: Losses): void {
  if (losses.every === null || isSilent || !chunk.subarray(-COMMITTED.length).equals(COMMITTED)) return;
  losses.replies += 1;
  if (losses.replies % losses.every !== 0) return;
  losses.lost += 1;
  client.destroy();
}

/** Carries bytes and ends in both directions, until the link goes silent; `onClosed` runs once both sides are gone. */
function join(link: Link, onClosed: () => void): void {
  let open = 2;
  for (const [socket, other] of [
    [link.client, link.upstream],
    [link.upstream, link.client],
  ] as const) {
    socket.on("error", () => {});
    socket.on("close", () => {
      if (!link.isSilent) other.destroy();
      open -= 1;
      if (open === 0) onClosed();
    });
    socket.pipe(other);
  }
}
