// `npm run mutation [-- --only PIECE,… --from-scratch]`: changes the code on purpose and counts what no test notices.
import { rmSync } from "node:fs";
import { join } from "node:path";

import { CORE_MIN_SCORE, type Piece, PIECES } from "@atlas/mutation/pieces";
import { type PieceReport, scoreOf, sumOf, tableOf } from "@atlas/mutation/report";
import { runPiece } from "@atlas/mutation/run-piece";
import { stateDirs } from "@atlas/stack/paths";
import { ProcessTiers } from "@atlas/stack/process-tiers";
import { say, seconds, timed } from "@atlas/stack/progress";
import { startTestServers } from "@atlas/stack/test-servers";
import { runCommand, UsageError } from "./run-command.ts";

const COMMAND = {
  usage: "npm run mutation [-- --only PIECE,… --from-scratch]",
  line: { options: { only: { type: "string" }, "from-scratch": { type: "boolean" } } },
} as const;

function choose(only: string | undefined): readonly Piece[] {
  if (only === undefined) return PIECES;
  const wanted = only.split(",");
  const chosen = PIECES.filter(({ name }) => wanted.some((word) => name.split(" ").includes(word)));
  if (chosen.length > 0) return chosen;
  throw new UsageError(`There is no such piece. There are ${PIECES.map(({ name }) => name).join(", ")}.`);
}

const dirs = stateDirs(join(".atlas", `mutation-${process.pid}`));
const tiers = new ProcessTiers();
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    stopping.abort();
    void tiers.stop().then(() => process.exit(130));
  });
}

/** The environment with the test servers: those that it names, or throw-away ones. */
async function withServers(): Promise<NodeJS.ProcessEnv> {
  if (process.env["ATLAS_TEST_DATABASE_URL"] !== undefined) return process.env;
  const servers = await timed("servers", "Postgres and Redis for the tests", () => startTestServers(dirs, tiers));
  return { ...process.env, ...servers };
}

await runCommand(COMMAND, async ({ values }) => {
  const chosen = choose(values.only);
  const isFromScratch = values["from-scratch"] === true;
  const reports: PieceReport[] = [];
  try {
    const env = chosen.some(({ needsServers }) => needsServers) ? await withServers() : process.env;
    for (const piece of chosen) {
      const startedAt = performance.now();
      const report = await runPiece(piece, { env, isFromScratch, signal: stopping.signal });
      reports.push(report);
      say("mutated", `${piece.name}  ${scoreOf(report).toFixed(1)} %  ${seconds(performance.now() - startedAt)}`);
      for (const mutant of report.unnoticed) console.error(`        │ ${mutant}`);
    }
  } finally {
    await tiers.stop();
    rmSync(dirs.state, { recursive: true, force: true });
  }
  const isCore = ({ name }: { readonly name: string }): boolean => name.startsWith("core ");
  const core = reports.filter(isCore);
  const guards = reports.filter((report) => !isCore(report));
  for (const part of [core, guards]) if (part.length > 0) console.log(`\n${tableOf(part)}`);
  const coreScore = scoreOf(sumOf(core));
  if (coreScore >= CORE_MIN_SCORE) return 0;
  console.error(`\natlas: tests notice ${coreScore.toFixed(1)} % of core's mutants; it must be ${CORE_MIN_SCORE} %.`);
  return 1;
});
