import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { afterAll, beforeAll, expect, test } from "vitest";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function startProcess(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url))], {
    env: {
      PATH: process.env["PATH"] ?? "",
      WORKER_PORT: "0",
      ATLAS_LINK_SECRET: TEST_LINK_SECRET,
      REDIS_URL: world.redisUrl,
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return child;
}

test("SIGTERM ends the worker cleanly and within its deadline", async () => {
  const child = await startProcess({ DATABASE_URL: world.databaseUrl, ATLAS_DEMO: "1" });
  if (!child.stdout) throw new Error("the worker has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes("worker ready")) break;
  }
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});

test("a worker without its settings does not start, and says which is missing", async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./main.ts", import.meta.url))], {
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, "exit");
  expect(code).toBe(78);
  expect(said).toContain("DATABASE_URL");
});
