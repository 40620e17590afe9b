/** Says what the build is doing: a line a step, with a share where one is known. */
export interface Progress {
  /** Runs a step and says how long it took. `report` takes 0 … 1. */
  step<T>(label: string, run: (report: (share: number) => void) => T | Promise<T>): Promise<T>;
}

const REPORT_EVERY_MS = 500;

/** Writes to a stream; shares overwrite their line on a terminal and are thinned out elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  return {
    step: async (label, run) => {
      const startedAt = performance.now();
      let reportedAt = startedAt;
      if (stream.isTTY) stream.write(`${label} …`);
      const result = await run((share) => {
        const now = performance.now();
        if (now - reportedAt < REPORT_EVERY_MS) return;
        reportedAt = now;
        const percent = `${Math.round(share * 100)} %`;
        stream.write(stream.isTTY ? `\r${label} … ${percent}` : `${label} … ${percent}\n`);
      });
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      stream.write(`${stream.isTTY ? "\r\u001b[K" : ""}${label}: ${seconds} s\n`);
      return result;
    },
  };
}
