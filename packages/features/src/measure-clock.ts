import { clockOffsetMs, type ClockSample } from "@atlas/core/positions/fix-time";

const SAMPLES = 3;

/** What is to be added to the phone's time to get Atlas's, milliseconds, by the quickest of some questions. */
export async function measureClock(askAtlas: () => Promise<number>, now: () => number): Promise<number | null> {
  const samples: ClockSample[] = [];
  for (let asked = 0; asked < SAMPLES; asked += 1) {
    const askedAtMs = now();
    const serverAtMs = await askAtlas();
    samples.push({ askedAtMs, serverAtMs, receivedAtMs: now() });
  }
  return clockOffsetMs(samples);
}
