import { createServer } from "node:http";
import { z } from "zod";

export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

export interface FakeResponse {
  readonly status?: number;
  readonly json: unknown;
}

export interface FakeServer extends AsyncDisposable {
  readonly port: number;
}

const listeningSchema = z.object({ port: z.number() });

/** An HTTP server of this machine that stands in for a provider's. */
export async function startFakeServer(respond: (request: FakeRequest) => FakeResponse): Promise<FakeServer> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { status = 200, json } = respond({
        method: request.method ?? "GET",
        url: new URL(request.url ?? "/", "http://fake.test"),
        body: Buffer.concat(parts).toString(),
        header: (name) => {
          const value = request.headers[name];
          return Array.isArray(value) ? value[0] : value;
        },
      });
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  let isClosed = false;
  return {
    port: listeningSchema.parse(server.address()).port,
    [Symbol.asyncDispose]: async () => {
      if (isClosed) return;
      isClosed = true;
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
