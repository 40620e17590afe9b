import { destination, haversineM } from "@atlas/core/geo";
import { planRound, type RoundOrder } from "@atlas/core/matching/plan-round";
import { z } from "zod";
import { anywhere, type BenchCity, openBenchCity } from "./bench-city.ts";
import { atMost, exactly, type Measurement, quantile, info } from "./measurement.ts";
import { describeStages } from "./dispatch-stages.ts";
import { encodePingFrame, MAX_PINGS_PER_FRAME } from "@atlas/core/positions/ping-frame";
import { type LoadSocket, openLoadSocket } from "./load-socket.ts";
import { redisCpuS } from "./raw-geoadd.ts";
import { startProcess, type StackProcess } from "./stack-process.ts";

const ROUND_ORDERS = 500;
const DRIVERS = 5_000;
const STANDING = { ageMs: 0, headingDeg: null, speedMps: null, accuracyM: null, isMock: false };
const ROUND_REACH_M = 5_000;
const ORDERS_PER_S = 20;
const ORDERS = 600;
/** Drivers connect and are heard of before the first order. */
const CONNECT_AT_ONCE = 100;
const PING_EVERY_MS = 10_000;
const LATE_MS = 20_000;
/** How long all drivers only wait, to know what that costs. */
const WAIT_MS = 5_000;

/** One matching round of a crowded city, and a ride request's way into a driver's hand through the whole product. */
export async function benchDispatch(servers: {
  databaseUrl: string;
  redisUrl: string;
}): Promise<readonly Measurement[]> {
  return [matchingRound(), ...(await requestToOffer(servers))];
}

/** 500 orders that compete for 5,000 drivers; every driver within 5 km of a pickup is a candidate for it. */
function matchingRound(): Measurement {
  const drivers = Array.from({ length: DRIVERS }, (_, index) => ({ driverId: `driver-${index}`, place: anywhere() }));
  const orders = Array.from({ length: ROUND_ORDERS }, (_, index): RoundOrder => {
    const pickup = anywhere();
    const candidates = drivers.flatMap(({ driverId, place }) => {
      const distanceM = haversineM(place, pickup);
      if (distanceM > ROUND_REACH_M) return [];
      const history = { idleS: (index * 37) % 600, offersSeen: 20, offersAccepted: 15 };
      return [{ driverId, distanceM, etaS: distanceM / 6, ...history }];
    });
    return { orderId: `order-${index}`, waitedS: index % 10, candidates };
  });
  const times: number[] = [];
  for (let run = 0; run < 20; run += 1) {
    const startedMs = performance.now();
    planRound(orders);
    times.push(performance.now() - startedMs);
  }
  const name = "dispatch: matching round of 500 orders and 5,000 drivers, p50";
  return atMost(name, quantile(times.slice(5), 0.5), { unit: "ms", limit: 150 });
}

async function requestToOffer(servers: { databaseUrl: string; redisUrl: string }): Promise<Measurement[]> {
  await using city = await openBenchCity(servers, DRIVERS);
  const [riders, drivers] = [await city.tokensOf("rider", ORDERS), await city.tokensOf("driver", DRIVERS)];
  const [service = ""] = await city.tokensOf("service", 1);
  await city.openForBusiness();
  const own = { databaseUrl: city.databaseUrl, redisUrl: servers.redisUrl };
  await using worker = await startProcess("worker", own);
  await using gateway = await startProcess("gateway", own);
  const requestedAt = new Map<string, number>();
  const offeredAt = new Map<string, number>();
  const sockets = await driversAtWork(gateway.url, drivers, (orderId) => {
    if (!offeredAt.has(orderId)) offeredAt.set(orderId, performance.now());
  });
  const pinger = await keepPinging(gateway.url, service, city);
  const processes = { gateway, worker, city };
  try {
    const idle = await cpuOf(processes);
    await pause(WAIT_MS);
    const busy = await cpuOf(processes);
    console.log(`  CPU while nobody orders, shares of a core: ${describeCpu(idle, busy, WAIT_MS / 1_000)}`);
    const startedMs = performance.now();
    await Promise.all(
      riders.map(async (token, index) => {
        await pause(startedMs + (index * 1_000) / ORDERS_PER_S - performance.now());
        const { orderId, atMs } = await book(gateway.url, token);
        requestedAt.set(orderId, atMs);
      }),
    );
    const deadlineMs = performance.now() + LATE_MS;
    while (offeredAt.size < requestedAt.size && performance.now() < deadlineMs) await pause(50);
    console.log(`  CPU an order in ms: ${describeCpu(busy, await cpuOf(processes), ORDERS / 1_000)}`);
  } finally {
    pinger.stop();
    for (const socket of sockets) socket.close();
  }
  console.log(`  ${await describeStages(city.db, journeysOf(requestedAt, offeredAt))}`);
  const waits = [...requestedAt].flatMap(([orderId, atMs]) => {
    const offered = offeredAt.get(orderId);
    return offered === undefined ? [] : [offered - atMs];
  });
  return [
    exactly("dispatch: requests that became an offer", { value: waits.length, of: ORDERS, unit: "orders" }),
    info("dispatch: request to offer in the driver's hand, 20 orders/s, p50", quantile(waits, 0.5), "ms"),
    atMost("dispatch: request to offer in the driver's hand, 20 orders/s, p99", quantile(waits, 0.99), {
      unit: "ms",
      limit: 500,
    }),
  ];
}

function journeysOf(requestedAt: ReadonlyMap<string, number>, offeredAt: ReadonlyMap<string, number>) {
  const { timeOrigin } = performance;
  return new Map(
    [...requestedAt].flatMap(([orderId, sent]) => {
      const offered = offeredAt.get(orderId);
      return offered === undefined
        ? []
        : [[orderId, { sentAtMs: timeOrigin + sent, offeredAtMs: timeOrigin + offered }] as const];
    }),
  );
}

interface Processes {
  readonly gateway: StackProcess;
  readonly worker: StackProcess;
  readonly city: BenchCity;
}

/** Seconds of CPU used so far. */
async function cpuOf({ gateway, worker, city }: Processes): Promise<Readonly<Record<string, number>>> {
  const { user, system } = process.cpuUsage();
  const [gatewayS, workerS, redisS] = await Promise.all([gateway.cpuS(), worker.cpuS(), redisCpuS(city.redis)]);
  return { gateway: gatewayS, worker: workerS, redis: redisS, "load clients": (user + system) / 1e6 };
}

function describeCpu(from: Readonly<Record<string, number>>, to: typeof from, divisor: number): string {
  return Object.entries(to)
    .map(([name, usedS]) => `${name} ${((usedS - (from[name] ?? 0)) / divisor).toPrecision(2)}`)
    .join(", ");
}

const offerFrameSchema = z.object({
  result: z.object({ data: z.object({ offerId: z.string(), orderId: z.string(), status: z.string() }) }),
});

/** Every driver on a connection of the driver's own; each accepts what is offered. */
async function driversAtWork(
  gatewayUrl: string,
  tokens: readonly string[],
  onOffer: (orderId: string) => void,
): Promise<LoadSocket[]> {
  const sockets: LoadSocket[] = [];
  for (let from = 0; from < tokens.length; from += CONNECT_AT_ONCE) {
    const batch = tokens.slice(from, from + CONNECT_AT_ONCE).map(async (token) => {
      const onText = (payload: Buffer): void => {
        if (!payload.includes('"offerId"')) return;
        const frame = offerFrameSchema.safeParse(JSON.parse(payload.toString("utf8")));
        if (!frame.success) return;
        const { offerId, orderId, status } = frame.data.result.data;
        onOffer(orderId);
        if (status !== "PENDING") return;
        send(socket, { id: 2, method: "mutation", params: { path: "dispatch.accept", input: { offerId } } });
      };
      const socket = await openLoadSocket({ gatewayUrl, token, onText });
      send(socket, { id: 1, method: "subscription", params: { path: "dispatch.offers" } });
      return socket;
    });
    sockets.push(...(await Promise.all(batch)));
  }
  return sockets;
}

/** Puts all drivers on the map and keeps them there. */
async function keepPinging(gatewayUrl: string, token: string, city: BenchCity): Promise<{ stop: () => void }> {
  const places = city.driverIds.map((driverId) => ({ driverId, ...anywhere() }));
  const socket = await openLoadSocket({ gatewayUrl, token, path: "/pings", onText: () => {} });
  const ping = (): void => {
    for (let from = 0; from < places.length; from += MAX_PINGS_PER_FRAME) {
      const pings = places.slice(from, from + MAX_PINGS_PER_FRAME).map((place) => ({ ...place, ...STANDING }));
      socket.sendBytes(encodePingFrame({ frame: from, pings }));
    }
  };
  ping();
  const pinging = setInterval(ping, PING_EVERY_MS);
  await pause(3_000);
  return {
    stop() {
      clearInterval(pinging);
      socket.close();
    },
  };
}

const quotesSchema = z.object({
  result: z.object({ data: z.tuple([z.object({ quoteId: z.string() })], z.unknown()) }),
});
const orderSchema = z.object({ result: z.object({ data: z.object({ orderId: z.string() }) }) });

/** Quotes and books a ride; the clock starts when the booking leaves. */
async function book(gatewayUrl: string, token: string): Promise<{ orderId: string; atMs: number }> {
  const pickup = anywhere();
  const dropoff = destination(pickup, Math.random() * 360, 3_000);
  const quotes = quotesSchema.parse(await call(gatewayUrl, token, "order.quote", { pickup, dropoff }));
  const { quoteId } = quotes.result.data[0];
  const atMs = performance.now();
  const booked = await call(gatewayUrl, token, "order.create", { quoteId, paymentMethod: "cash" });
  return { orderId: orderSchema.parse(booked).result.data.orderId, atMs };
}

async function call(gatewayUrl: string, token: string, path: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${gatewayUrl}/trpc/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

function send(socket: LoadSocket, frame: unknown): void {
  socket.queue(JSON.stringify(frame));
  socket.flush();
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
