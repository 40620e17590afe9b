import { Agent, request as httpRequest } from "node:http";

export interface CannedResponse {
  /** 0 when none came. */
  readonly status: number;
  readonly text: string;
}

interface CallOptions {
  readonly token?: string;
  /** JSON; with it the call is a POST. */
  readonly body?: string;
}

/** A call of one gateway; never rejects. */
export type Call = (path: string, options?: CallOptions) => Promise<CannedResponse>;

/** Calls over as many connections as there are calls under way: a client that waited for a free one would hide the wait. */
export function callsTo(gatewayUrl: string): Call {
  const { hostname, port } = new URL(gatewayUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const call: Call = (path, options = {}) => {
    const { token, body } = options;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    const method = body === undefined ? "GET" : "POST";
    return new Promise((resolve) => {
      const request = httpRequest({ hostname, port, path, method, headers, agent }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        response.on("error", (error) => resolve({ status: 0, text: error.message }));
      });
      request.on("error", (error) => {
        // The gateway closed a connection that it took for idle as the request was on its way: every client asks again.
        if (request.reusedSocket) resolve(call(path, options));
        else resolve({ status: 0, text: error.message });
      });
      request.end(body);
    });
  };
  return call;
}
