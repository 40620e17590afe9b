import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { findPrivateMembers } from "./find-private-members.ts";

const FILE = "apps/gateway/src/socket.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atlas-private-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

test.each([
  ["socket._receiver.write = mine;", "._receiver"],
  ["socket\n  ?._receiver.write(data);", "._receiver"],
  ["open()._socket.destroy();", "._socket"],
  ["const { _receiver } = socket;", "_receiver"],
  ["const { readyState, _receiver: receiver } = socket;", "_receiver"],
  ["interface Inner { readonly _receiver: Writable }", "_receiver"],
  ['socket["_receiver"].write(data);', '["_receiver"]'],
  ["socket['_receiver'].write(data);", "['_receiver']"],
  ['Reflect.get(socket, "_receiver");', 'Reflect.get(socket, "_receiver"'],
  ['Reflect.set(\n  open(),\n  "_receiver",\n  mine);', 'Reflect.set( open(), "_receiver"'],
  ["const [inner] = Object.getOwnPropertySymbols(socket);", "getOwnPropertySymbols("],
  ["const inner = socket as unknown as Inner;", "as unknown as"],
  ["Object.assign(WebSocket.prototype, { send });", "Object.assign(WebSocket.prototype"],
  ['Reflect.defineProperty(WebSocket.prototype, "send", {});', "Reflect.defineProperty(WebSocket.prototype"],
  ['readFileSync("../node_modules/ws/lib/receiver.js");', '"../node_modules/ws/lib/receiver.js"'],
  ['join(root, "node_modules", "next", "dist", "bin");', '"node_modules", "next", "dist"'],
])("%s is found", (code, found) => {
  write(FILE, code);
  const line = code.slice(0, code.indexOf(found.slice(0, 8))).split("\n").length;
  expect(findPrivateMembers(root)).toEqual([
    expect.stringContaining(`${FILE}:${line} reaches into a library with ${found}: `),
  ]);
});

test.each([
  ["a package without exports", "ws", {}, "ws/lib/receiver.js"],
  ["a package that exports something else", "ws", { exports: { ".": "./index.js" } }, "ws/dist/receiver.js"],
  ["a scoped package", "@trpc/server", { exports: { "./adapters/*": "./*.js" } }, "@trpc/server/src/core/router"],
])("an import from inside %s is found", (_, name, manifest, specifier) => {
  write(`apps/gateway/node_modules/${name}/package.json`, JSON.stringify(manifest));
  write(FILE, `import inner from "${specifier}";`);
  expect(findPrivateMembers(root)).toEqual([
    expect.stringContaining(`${FILE} imports ${specifier}, which its package`),
  ]);
});

test("what a package exports, parameters that are not used, fields of our own, comments and installed packages are not", () => {
  const exports = { "./dist/*": "./dist/*", "./lib/locales.js": "./lib/locales.js" };
  write("apps/gateway/node_modules/maplibre/package.json", JSON.stringify({ exports }));
  write(
    FILE,
    [
      'import "maplibre/dist/maplibre.css";',
      'import "maplibre/lib/locales.js";',
      'import { area } from "./lib/area.ts";',
      'export const first = ([_key, value]: Pair) => value; // socket._receiver, socket["_receiver"]',
      "/** const { _receiver } = socket */",
      "all.map((_, index) => Reflect.get(all, index));",
      'const path = "snake_case/of_a.file";',
      "class Counter { #count = 0; }",
    ].join("\n"),
  );
  write("apps/gateway/node_modules/ws/lib/websocket.js", "this._receiver._loop();");
  expect(findPrivateMembers(root)).toEqual([]);
});

test("the one place where tRPC is asked for its procedures may ask", () => {
  const code = "Object.keys(router._def.procedures);";
  write("packages/api/src/list-procedures.ts", code);
  write("packages/api/src/router.ts", code);
  expect(findPrivateMembers(root)).toEqual([expect.stringContaining("packages/api/src/router.ts:1 ")]);
});
