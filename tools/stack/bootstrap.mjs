// Runs on whatever Node >= 20 the machine has: fetches the toolchain, installs, and hands over to tools/cli/<command>.ts
// on Node 24. Plain JavaScript on purpose, with nothing imported that is not built in.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const NODE_MAJOR = 24;
const PNPM_MAJOR = 12;
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const STATE = join(ROOT, ".atlas");
const TOOLCHAIN = join(STATE, "toolchain");
const TOOLS = join(TOOLCHAIN, "node_modules");
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;
const NODE = join(TOOLS, NODE_PACKAGE, "bin", "node");
const INSTALLED_STAMP = join(ROOT, "node_modules", ".atlas-installed");
const COMMANDS = [
  "start",
  "stop",
  "test",
  "verify",
  "bench",
  "catalogue",
  "screens",
  "mutation",
  "faults",
  "city",
  "simulate",
  "replay",
  "ledger",
  "setup",
  "service",
  "operator",
  "fill",
];

/** A problem that the person at the keyboard can mend; printed without a stack. */
class UserFixableError extends Error {}

function say(text) {
  process.stderr.write(`atlas  ${text}\n`);
}

function majorOf(packageName) {
  const manifest = join(TOOLS, packageName, "package.json");
  return existsSync(manifest) ? Number.parseInt(JSON.parse(readFileSync(manifest, "utf8")).version, 10) : undefined;
}

function toolchainIsReady() {
  return (
    majorOf(NODE_PACKAGE) === NODE_MAJOR && majorOf("pnpm") === PNPM_MAJOR && existsSync(join(TOOLS, ".bin", "pnpm"))
  );
}

/** The environment for npm and pnpm, without what the surrounding `npm start` set for its own script. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle)_|^npm_command$|^npm_config_(local|global)?_?prefix$/i.test(name),
  );
  return Object.fromEntries(kept);
}

function withToolchain(env) {
  return { ...env, PATH: `${join(TOOLS, ".bin")}${delimiter}${env.PATH ?? ""}`, NEXT_TELEMETRY_DISABLED: "1" };
}

/** Runs a set-up step to its end. Its output goes to standard error, so that standard output stays the command's own. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", 2, 2], cwd: ROOT, ...options });
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${signal ?? `exit code ${code}`}`)),
    );
  });
}

async function ensureToolchain() {
  if (toolchainIsReady()) return;
  if (process.platform === "win32") {
    throw new UserFixableError("Atlas runs on Linux and macOS. On Windows, use it inside WSL.");
  }
  say(`fetching Node ${NODE_MAJOR} and pnpm ${PNPM_MAJOR} into .atlas/toolchain (once)`);
  mkdirSync(TOOLCHAIN, { recursive: true });
  writeFileSync(join(TOOLCHAIN, "package.json"), '{ "private": true }\n');
  const npmScript = process.env["npm_execpath"];
  const [npm, before] = npmScript?.endsWith(".js") ? [process.execPath, [npmScript]] : ["npm", []];
  const packages = [`${NODE_PACKAGE}@${NODE_MAJOR}`, `pnpm@${PNPM_MAJOR}`];
  const quiet = ["--ignore-scripts", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    await run(npm, [...before, "install", ...quiet, ...packages], { cwd: TOOLCHAIN, env: cleanEnvironment() });
  } catch (cause) {
    throw new UserFixableError(
      `npm could not fetch ${packages.join(" and ")} (${cause.message}). ` +
        "Check the network and that `npm ping` succeeds, then run the same command again.",
    );
  }
  if (!toolchainIsReady()) {
    throw new UserFixableError(
      `The toolchain in .atlas/toolchain is incomplete (there may be no ${NODE_PACKAGE} package for this machine). ` +
        "Delete that folder and try again.",
    );
  }
}

/** Everything that decides what an install would do. */
function installFingerprint() {
  const hash = createHash("sha256").update(`${NODE_PACKAGE}@${majorOf(NODE_PACKAGE)}`);
  const manifests = ["apps", "packages", "tools"].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(group, name, "package.json")),
  );
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", "e2e/package.json", "bench/package.json"];
  for (const file of [...files, ...manifests]) {
    const path = join(ROOT, file);
    if (existsSync(path)) hash.update(file).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex");
}

async function ensureInstalled() {
  const fingerprint = installFingerprint();
  if (existsSync(INSTALLED_STAMP) && readFileSync(INSTALLED_STAMP, "utf8") === fingerprint) return;
  say("installing packages");
  const args = ["install", "--frozen-lockfile", "--prefer-offline", "--config.confirm-modules-purge=false"];
  try {
    // Through Node: as a program of its own pnpm is a script without an interpreter line, which not every system starts.
    await run(NODE, [join(TOOLS, "pnpm", "bin", "pnpm.mjs"), ...args], { env: withToolchain(cleanEnvironment()) });
  } catch (cause) {
    throw new UserFixableError(
      `The packages could not be installed (${cause.message}); pnpm's own message stands above. ` +
        "If it says that the lock file is outdated, run `.atlas/toolchain/node_modules/.bin/pnpm install` and commit pnpm-lock.yaml; " +
        "otherwise check the network and run the same command again.",
    );
  }
  writeFileSync(INSTALLED_STAMP, fingerprint);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** The process that holds the lock, or 0 when it was just released or is just being taken. */
function readHolder(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

/** Two commands started at once must not install into the same folders: the second waits for the first. */
async function withSetUpLock(work) {
  mkdirSync(STATE, { recursive: true });
  const file = join(STATE, "setup.lock");
  let said = false;
  for (;;) {
    try {
      const descriptor = openSync(file, "wx");
      writeFileSync(descriptor, String(process.pid));
      closeSync(descriptor);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
    else if (!said) {
      said = true;
      say(`waiting for another set-up in this folder${holder > 0 ? ` (process ${holder})` : ""}`);
    }
    await delay(150);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Gives the terminal to the command and ends as it ended. */
function handOver(command, args) {
  const child = spawn(NODE, [join(ROOT, "tools", "cli", `${command}.ts`), ...args], {
    stdio: "inherit",
    env: withToolchain(cleanEnvironment()),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? ""] ?? 0)));
  });
}

async function main() {
  const [command = "", ...args] = process.argv.slice(2);
  if (!COMMANDS.includes(command)) {
    throw new UserFixableError(`Say what to do: node tools/stack/bootstrap.mjs <${COMMANDS.join(" | ")}>`);
  }
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new UserFixableError(`Node ${process.versions.node} is too old to begin with; install Node 20 or later.`);
  }
  await withSetUpLock(async () => {
    await ensureToolchain();
    await ensureInstalled();
  });
  process.exitCode = await handOver(command, args);
}

try {
  await main();
} catch (error) {
  process.stderr.write(error instanceof UserFixableError ? `\natlas: ${error.message}\n` : `\natlas: ${error.stack}\n`);
  process.exitCode = 1;
}
