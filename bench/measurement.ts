/** One measured quantity, as every benchmark reports it. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against, measured in the same run; for an absolute bar, the bar itself. */
  readonly baseline: number;
  readonly ratio: number;
  readonly bar: number;
  readonly holds: boolean;
}

/** A rate that must reach `bar` times the baseline. */
export function atLeast(
  name: string,
  value: number,
  { baseline, bar }: { baseline: number; bar: number },
): Measurement {
  const ratio = value / baseline;
  return { name, value, unit: "/s", baseline, ratio, bar, holds: ratio >= bar };
}

/** A score of a hundred that must reach `bar`. */
export function scoreAtLeast(name: string, value: number, bar: number): Measurement {
  return { name, value, unit: "of 100", baseline: bar, ratio: value / bar, bar: 1, holds: value >= bar };
}

/** A quantity that must not exceed an absolute limit. */
export function atMost(name: string, value: number, { unit, limit }: { unit: string; limit: number }): Measurement {
  const ratio = value / limit;
  return { name, value, unit, baseline: limit, ratio, bar: 1, holds: ratio <= 1 };
}

/** A quantity that must not exceed `bar` times the baseline. */
export function timesAtMost(
  name: string,
  value: number,
  { unit, baseline, bar }: { unit: string; baseline: number; bar: number },
): Measurement {
  const ratio = value / baseline;
  return { name, value, unit, baseline, ratio, bar, holds: ratio <= bar };
}

/** One run of something beside its baseline, over the same inputs. */
export interface Pair {
  readonly value: number;
  readonly baseline: number;
}

/**
 * A mean that must not lie below its baseline's. The runs differ by chance: it fails when it lies lower by more than the
 * standard error of the paired differences explains (one-sided, 95 %, Student's t), or by more than one in a thousand.
 */
export function notBelow(name: string, { unit, pairs }: { unit: string; pairs: readonly Pair[] }): Measurement {
  const differences = pairs.map(({ value, baseline }) => value - baseline);
  const [value, baseline] = [mean(pairs.map((pair) => pair.value)), mean(pairs.map((pair) => pair.baseline))];
  const difference = mean(differences);
  const variance = differences.reduce((sum, each) => sum + (each - difference) ** 2, 0) / (pairs.length - 1);
  const chance = Math.max(T_95_OF_FOUR * Math.sqrt(variance / pairs.length), baseline / 1_000);
  return { name, value, unit, baseline, ratio: value / baseline, bar: 1, holds: difference >= -chance };
}

/** The 95 % quantile of Student's t with four degrees of freedom: five seeds. */
const T_95_OF_FOUR = 2.132;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A count that must be exactly another one. */
export function exactly(name: string, { value, of, unit }: { value: number; of: number; unit: string }): Measurement {
  return { name, value, unit, baseline: of, ratio: value / of, bar: 1, holds: value === of };
}

/** A quantity without a bar, reported because it explains the others. */
export function info(name: string, value: number, unit: string): Measurement {
  return { name, value, unit, baseline: value, ratio: 1, bar: 0, holds: true };
}

/** The value below which `share` (0 to 1) of the sorted values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The measurements as an aligned table. */
export function tableOf(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => [
    measurement.holds ? "holds" : "FAILS",
    measurement.name,
    `${short(measurement.value)} ${measurement.unit}`,
    measurement.bar === 0 ? "" : `baseline ${short(measurement.baseline)}`,
    measurement.bar === 0 ? "" : `ratio ${short(measurement.ratio)}`,
    measurement.bar === 0 ? "" : `bar ${short(measurement.bar)}`,
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
