import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";

export interface StubResponse {
  readonly status?: number;
  readonly json: unknown;
}

/** Returns the response to an HTTP request by its path and body; undefined is a 404. */
export type StubHandler = (path: string, body: string) => StubResponse | undefined | Promise<StubResponse | undefined>;

export interface RoutingServerStub {
  readonly url: string;
  /** Paths asked for so far. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** A routing server on 127.0.0.1 that returns given responses. */
export async function startRoutingServerStub(handler: StubHandler): Promise<RoutingServerStub> {
  const asked: string[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    const found = await handler(path, Buffer.concat(chunks).toString("utf8"));
    response.writeHead(found?.status ?? (found === undefined ? 404 : 200), { "content-type": "application/json" });
    response.end(JSON.stringify(found?.json ?? {}));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stub listens on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
