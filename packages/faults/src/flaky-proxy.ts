import { once } from "node:events";
import { createServer, connect as open, type Server, type Socket } from "node:net";

/** One client and its connection to the target. */
interface Link {
  readonly client: Socket;
  readonly upstream: Socket;
  isSilent: boolean;
}

/** A TCP proxy for tests of outages: it can cut its connections, or let them go silent. */
export class FlakyProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #links: Set<Link>;

  private constructor(server: Server, links: Set<Link>, { url, port }: { url: string; port: number }) {
    this.#server = server;
    this.#links = links;
    this.url = url;
    this.#port = port;
  }

  /** Listens on a free port; `url` is the target's with this port instead. */
  static async before(targetUrl: string): Promise<FlakyProxy> {
    const target = new URL(targetUrl);
    const links = new Set<Link>();
    const server = createServer((client) => {
      const link = { client, upstream: open(Number(target.port), target.hostname), isSilent: false };
      links.add(link);
      join(link, () => links.delete(link));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy listens on no port");
    const own = new URL(targetUrl);
    own.hostname = "127.0.0.1";
    own.port = String(address.port);
    return new FlakyProxy(server, links, { url: own.toString(), port: address.port });
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

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.cut();
  }
}

/** Carries bytes and ends both ways, until the link goes silent; `onClosed` runs once both sides are gone. */
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
