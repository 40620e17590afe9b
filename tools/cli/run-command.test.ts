import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { expect, test } from "vitest";
import { z } from "zod";

const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));
/** Every command of the root's package.json, and the one that the image runs. */
const commands = new Set(
  [...Object.values(manifest.scripts), "migrate"].map((script) => script.split(" ").at(-1) ?? ""),
);

interface Ended {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
}

async function run(command: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const program = join(ROOT, "tools", "cli", `${command}.ts`);
    execFile(process.execPath, [program, ...args], { timeout: 20_000 }, (error, printed, complained) => {
      resolve({ code: error === null ? 0 : Number(error.code), printed, complained });
    });
  });
}

test("all commands are tried", () => {
  expect(commands.size).toBeGreaterThanOrEqual(10);
});

test.each([...commands])(
  "%s ends with 2 and its usage when it does not know an option",
  { timeout: 30_000 },
  async (command) => {
    const { code, complained } = await run(command, "--no-such-option");
    expect(complained).toMatch(/^\natlas: Unknown option '--no-such-option'\nUsage: (npm|node tools)/);
    expect(complained).not.toMatch(/^ {4}at /m);
    expect(code).toBe(2);
  },
);

test.each([
  ["replay", ["--drivers", "many"], "--drivers must be a whole number, not many"],
  ["faults", ["--only", "flood"], "There is no such cell"],
  ["simulate", ["--dishonest", "--drivers", "3"], "--drivers does not go with --dishonest"],
  ["simulate", ["--trips", "3"], "--trips goes with --dishonest"],
  ["ledger", ["burn"], "Say what to ask of the ledger."],
  ["city", ["build", "extract.osm.pbf"], "Say what to do."],
] as const)("%s %j prints what is wrong and the usage", { timeout: 30_000 }, async (command, args, fault) => {
  const { code, complained } = await run(command, ...args);
  expect(complained).toContain(fault);
  expect(complained).toContain("\nUsage: npm ");
  expect(code).toBe(2);
});

test("--help prints the usage and does nothing", { timeout: 30_000 }, async () => {
  const { code, printed, complained } = await run("stop", "--help");
  expect([code, printed, complained]).toEqual([0, "Usage: npm stop\n", ""]);
});
