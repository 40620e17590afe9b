/** What a browser says it is, in words of ours: what it says itself is anybody's text. */
export interface DeviceWords {
  readonly browser: string | null;
  readonly system: string | null;
}

type Mark = readonly [word: string, pattern: RegExp];

/** The first that fits counts: nearly every browser claims to be Chrome and Safari as well. */
const BROWSERS: readonly Mark[] = [
  ["Samsung Internet", /SamsungBrowser\//],
  ["Edge", /Edg(?:e|A|iOS)?\//],
  ["Opera", /OPR\/|Opera/],
  ["Firefox", /Firefox\/|FxiOS\//],
  ["Chrome", /Chrome\/|CriOS\//],
  ["Safari", /Version\/[\d.]+ .*Safari\//],
];

const SYSTEMS: readonly Mark[] = [
  ["Android", /Android/],
  ["iPadOS", /iPad/],
  ["iOS", /iPhone|iPod/],
  ["Windows", /Windows NT/],
  ["ChromeOS", /CrOS/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
];

/** The browser and the system of a User-Agent header; null for what is not known. */
export function describeDevice(userAgent: string | null): DeviceWords {
  const wordOf = (marks: readonly Mark[]): string | null =>
    marks.find(([, pattern]) => pattern.test(userAgent ?? ""))?.[0] ?? null;
  return { browser: wordOf(BROWSERS), system: wordOf(SYSTEMS) };
}
