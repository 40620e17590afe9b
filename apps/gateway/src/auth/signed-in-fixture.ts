import { once } from "node:events";
import { WebSocket } from "ws";
import { z } from "zod";
import type { Gateway } from "../start-gateway.ts";

/** The status of a request for who the bearer of the token is. */
export async function statusOfMe(gateway: Pick<Gateway, "url">, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${gateway.url}/trpc/account.me`, { headers })).status;
}

/** A socket that is signed in; `closed` is the code with which it ends. */
export async function openSignedInSocket(
  gateway: Pick<Gateway, "url">,
  token: string,
): Promise<{ readonly closed: Promise<number> }> {
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/trpc?connectionParams=1`);
  await once(socket, "open");
  const closed = once(socket, "close").then(([code]) => z.int().parse(code));
  const reply = once(socket, "message");
  socket.send(JSON.stringify({ method: "connectionParams", data: { token } }));
  socket.send(JSON.stringify({ id: 1, method: "query", params: { path: "account.me" } }));
  await reply;
  return { closed };
}
