import { type Child, logTail } from "./child.ts";
import { UserFixableError } from "./user-fixable-error.ts";
import { poll } from "./poll.ts";

/** Waits until the process responds at `url` with a status below 400, for at most `timeoutMs`. */
export async function waitUntilHealthy(child: Child, url: string, timeoutMs = 60_000): Promise<void> {
  let last = "no response";
  const probe = async (): Promise<true | undefined> => {
    try {
      const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5_000) });
      await response.body?.cancel();
      if (response.status < 400) return true;
      last = `status ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    return undefined;
  };
  if ((await poll(probe, { timeoutMs, everyMs: 60, signal: child.gone })) === true) return;
  const what = child.gone.aborted ? `ended (${(await child.ended).how})` : `is not healthy at ${url} (${last})`;
  throw new UserFixableError(`${child.name} ${what}. The end of ${child.logFile}:\n${logTail(child.logFile)}`);
}
