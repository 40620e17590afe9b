const WIDTH = 9;

/** One line of progress on standard error, under the name of what it is about. */
export function say(subject: string, text: string): void {
  process.stderr.write(`${subject.padEnd(WIDTH)} ${text}\n`);
}

/** Runs `work` and says how long it took once it is done. */
export async function timed<T>(subject: string, done: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  say(subject, `${done}  ${seconds(performance.now() - startedAt)}`);
  return result;
}

/** Milliseconds as a short duration: `0.4 s`, `12 s`, `2 min 05 s`. */
export function seconds(durationMs: number): string {
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const whole = Math.round(durationMs / 1000);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
