import { poll } from "./poll.ts";
import { processStart } from "./process-identity.ts";

/**
 * Asks a process to end, waits until it has, and after the deadline kills it with its whole group. Returns whether it
 * ended by itself.
 */
export async function stopProcess(pid: number, signal: NodeJS.Signals, deadlineMs: number): Promise<boolean> {
  const startedAt = processStart(pid);
  if (startedAt === undefined) return true;
  send(pid, signal);
  const isGone = async (): Promise<true | undefined> => (processStart(pid) === startedAt ? undefined : true);
  const endedByItself = (await poll(isGone, { timeoutMs: deadlineMs, everyMs: 20 })) === true;
  // Children of its own that outlived it are in its group as well.
  send(-pid, "SIGKILL");
  if (!endedByItself) await poll(isGone, { timeoutMs: 2_000, everyMs: 20 });
  return endedByItself;
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // Already gone: what was wanted.
  }
}
