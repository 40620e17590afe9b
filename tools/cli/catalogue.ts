// `npm run catalogue [-- build]`: every component of packages/ui in its states and themes, without a server of ours.
import { buildCatalogue, serveCatalogue, showCatalogue } from "@atlas/catalogue/run-catalogue";
import { runCommand, UsageError, wholeNumber } from "./run-command.ts";

const USAGE = "npm run catalogue [-- build] [-- --port 6006]";
const LINE = { allowPositionals: true, options: { port: { type: "string", default: "6006" } } } as const;

await runCommand({ usage: USAGE, line: LINE }, async ({ values, positionals }) => {
  const port = wholeNumber("port", values.port);
  const [what, ...more] = positionals;
  if (what === undefined) return await showCatalogue(port);
  if (what !== "build" || more.length > 0) throw new UsageError(`catalogue knows build, not ${positionals.join(" ")}`);
  await serveCatalogue(await buildCatalogue(), port);
  return 0;
});
