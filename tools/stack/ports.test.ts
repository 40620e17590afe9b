import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findFreePort, isPortFree, settlePorts } from "./ports.ts";
import { readSettings } from "./settings.ts";

let squatter: Server;
let busy: number;

beforeEach(async () => {
  busy = await findFreePort();
  squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(busy, "127.0.0.1", resolve));
});

afterEach(async () => {
  await new Promise((resolve) => squatter.close(resolve));
});

test("a port that somebody listens on is not free", async () => {
  expect(await isPortFree(busy)).toBe(false);
  expect(await isPortFree(await findFreePort())).toBe(true);
});

test("a busy port is refused with the name of the setting that moves it", async () => {
  const settings = readSettings({ WEB_PORT: String(busy) });
  await expect(settlePorts(settings, ["WEB_PORT"])).rejects.toThrow(`port ${busy} (setting WEB_PORT) is used`);
});

test("under ATLAS_PORTS=auto a busy port is replaced and a free one kept", async () => {
  const free = await findFreePort();
  const settings = readSettings({ WEB_PORT: String(busy), ADMIN_PORT: String(free), ATLAS_PORTS: "auto" });
  const settled = await settlePorts(settings, ["WEB_PORT", "ADMIN_PORT"]);
  expect(settled.WEB_PORT).not.toBe(busy);
  expect(settled.ADMIN_PORT).toBe(free);
});

test("a setting that makes no sense is named", () => {
  expect(() => readSettings({ GATEWAY_PORT: "seventy" })).toThrow("GATEWAY_PORT");
});
