import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchExtract } from "./fetch-extract.ts";

let dir = "";
let server: Server | null = null;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "atlas-fetch-"));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  await rm(dir, { recursive: true });
});

const EXTRACT = "\0\0\0\x0e\n\tOSMHeader\x18\x01";

/**
 * Serves `/jakarta.osm.pbf`; `/cut.osm.pbf` breaks off half-way, `/stuck.osm.pbf` never ends, `/login.osm.pbf` is a page;
 * anything else is missing.
 */
async function serve(): Promise<string> {
  const listening = createServer((request, response) => {
    if (request.url === "/jakarta.osm.pbf?x=1")
      response.writeHead(200, { "content-length": String(EXTRACT.length) }).end(EXTRACT);
    else if (request.url === "/login.osm.pbf") response.writeHead(200).end("<html>Sign in to this network</html>");
    else if (request.url === "/stuck.osm.pbf") response.writeHead(200, { "content-length": "1000" }).write("half");
    else if (request.url === "/cut.osm.pbf") {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    } else response.writeHead(404).end();
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on a port");
  return `http://127.0.0.1:${address.port}`;
}

test("an extract arrives under its own name, with progress", async () => {
  const shares: number[] = [];
  const path = await fetchExtract(`${await serve()}/jakarta.osm.pbf?x=1`, {
    dir,
    onProgress: (share) => shares.push(share),
  });
  expect(path).toBe(join(dir, "jakarta.osm.pbf"));
  expect(await readFile(path, "utf8")).toBe(EXTRACT);
  expect(shares[shares.length - 1]).toBe(1);
});

test.each([
  ["missing.osm.pbf", /404/],
  ["cut.osm.pbf", /broke off/],
  ["login.osm.pbf", /no .osm.pbf extract/],
])("%s is refused and leaves nothing behind", async (file, message) => {
  await expect(fetchExtract(`${await serve()}/${file}`, { dir })).rejects.toThrow(message);
  expect(await readdir(dir)).toEqual([]);
});

test("a download that is interrupted leaves nothing behind", async () => {
  const interrupted = new AbortController();
  const onProgress = (): void => interrupted.abort();
  const fetched = fetchExtract(`${await serve()}/stuck.osm.pbf`, { dir, onProgress, signal: interrupted.signal });
  await expect(fetched).rejects.toThrow(/broke off/);
  expect(await readdir(dir)).toEqual([]);
});

test.each(["jakarta.osm.pbf", "ftp://127.0.0.1/jakarta.osm.pbf", "file:///etc/hosts"])(
  "%s is no web address",
  async (url) => {
    await expect(fetchExtract(url, { dir })).rejects.toThrow(/no web address/);
  },
);

test("without a network it says what to do", async () => {
  const url = await serve();
  server?.close();
  server?.closeAllConnections();
  await expect(fetchExtract(`${url}/jakarta.osm.pbf`, { dir })).rejects.toThrow(/npm run city -- build/);
});
