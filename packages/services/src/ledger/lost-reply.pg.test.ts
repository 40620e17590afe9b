import { once } from "node:events";
import { createServer, type Socket, connect as openSocket } from "node:net";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { creditWallet } from "./post/credit.ts";
import { PostingCollector } from "./post/posting-collector.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture } from "./testing/ledger-fixture.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { decidePayout, requestPayout, settlePayout } from "../wallet/payouts.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { done } from "./testing/done.ts";

/** ReadyForQuery, idle: the last message of a reply. The transaction is committed when the server sends it. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** The next whole reply of the server is thrown away and the connection cut. */
  readonly dropNextReply: () => void;
  readonly dropped: () => number;
}

/** Stands between client and Postgres and can lose a reply after the server has committed. */
async function openProxy(serverUrl: string): Promise<Proxy> {
  const target = new URL(serverUrl);
  let isArmed = false;
  let dropped = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = openSocket({ host: target.hostname, port: Number(target.port) });
    let withheld: Buffer[] | null = null;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    client.on("data", (chunk) => upstream.write(chunk));
    upstream.on("data", (chunk) => {
      if (isArmed && withheld === null) withheld = [];
      if (withheld === null) {
        client.write(chunk);
        return;
      }
      withheld.push(chunk);
      if (Buffer.concat(withheld).subarray(-READY.length).equals(READY)) {
        isArmed = false;
        dropped += 1;
        client.destroy();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const url = new URL(serverUrl);
  url.hostname = "127.0.0.1";
  url.port = String(address.port);
  return {
    url: url.toString(),
    dropNextReply: () => {
      isArmed = true;
    },
    dropped: () => dropped,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

let ledger: LedgerFixture;
let proxy: Proxy;
let db: Database;
beforeAll(async () => {
  ledger = await openLedgerFixture();
  proxy = await openProxy(ledger.url);
  db = connect(proxy.url, { applicationName: "behind-proxy", max: 1 });
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  await disconnect(db, 1_000);
  await proxy[Symbol.asyncDispose]();
  await ledger[Symbol.asyncDispose]();
});

test("a credit whose COMMIT reply is lost returns the first result, and has happened once", async () => {
  const ctx = { ...ledger.ctx, postings: new PostingCollector(db) };
  const rider = await ledger.newRider();
  const credit = { userId: rider.userId, amountMinor: 500n };
  await creditWallet(ctx, CLERK, { ...credit, idempotencyKey: "warm" });
  const before = proxy.dropped();
  proxy.dropNextReply();
  const result = done(await creditWallet(ctx, CLERK, { ...credit, idempotencyKey: "lost" }));
  expect(proxy.dropped()).toBe(before + 1);
  expect(result.newBalanceMinor).toBe("1000");
  expect(await creditWallet(ctx, CLERK, { ...credit, idempotencyKey: "lost" })).toEqual(result);
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 1_000n, held: 0n });
});

test("a settlement whose COMMIT reply is lost is found to be done", async () => {
  const ctx = { ...ledger.ctx, db };
  const [rider, driver] = [await ledger.newRider(100_000n), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 10_000n };
  const [first, second] = [await ledger.newTrip(trip), await ledger.newTrip(trip)];
  await settleTrips(ctx, [{ kind: "capture", orderId: first }]);
  ledger.notified.length = 0;
  const before = proxy.dropped();
  proxy.dropNextReply();
  const [result] = await settleTrips(ctx, [{ kind: "capture", orderId: second }]);
  expect(proxy.dropped()).toBe(before + 1);
  expect(result).toEqual({ orderId: second, outcome: "already" });
  expect(ledger.notified).toEqual([rider.userId, driver.userId]);
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 16_800n, held: 0n });
});

test("a payout whose COMMIT reply is lost leaves the wallet once", async () => {
  const ctx = { ...ledger.ctx, db };
  const driver = await ledger.newDriver(50_000n);
  const request = { driverId: driver.userId, amountMinor: 20_000n };
  const payoutIds: string[] = [];
  for (const idempotencyKey of ["one", "two"]) {
    const { payoutId } = await requestPayout(ledger.ctx, CLERK, { ...request, idempotencyKey });
    await decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved: true, reason: "ok" });
    payoutIds.push(payoutId);
  }
  const [warm, lost] = payoutIds;
  await settlePayout(ctx, { payoutId: warm ?? "" });
  ledger.notified.length = 0;
  const before = proxy.dropped();
  proxy.dropNextReply();
  expect(await settlePayout(ctx, { payoutId: lost ?? "" })).toMatchObject({ isReplay: true });
  expect(ledger.notified).toEqual([driver.userId]);
  expect(proxy.dropped()).toBe(before + 1);
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 10_000n, held: 0n });
});
