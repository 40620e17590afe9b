import { once } from "node:events";
import { createServer, connect as open, type Server, type Socket } from "node:net";

/** A TCP proxy for tests of outages: cut, it drops every connection and takes no new ones until it is mended. */
export class FlakyProxy implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>, { url, port }: { url: string; port: number }) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = url;
    this.#port = port;
  }

  /** Listens on a free port; `url` is the target's with this port instead. */
  static async before(targetUrl: string): Promise<FlakyProxy> {
    const target = new URL(targetUrl);
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = open(Number(target.port), target.hostname);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(socket);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy listens on no port");
    const own = new URL(targetUrl);
    own.hostname = "127.0.0.1";
    own.port = String(address.port);
    return new FlakyProxy(server, sockets, { url: own.toString(), port: address.port });
  }

  async cut(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.cut();
  }
}
