import type { CheatTally } from "./run-dishonest.ts";

const HEAD = ["method", "trips", "honest evidence pays", "paid", "earned by cheating", "lost"] as const;

/** The table of a run, in Markdown; amounts are what drivers keep, after commission and tax. */
export function reportOf(tallies: readonly CheatTally[]): string {
  const rows = tallies
    .toSorted((a, b) => Number(b.isHonest) - Number(a.isHonest))
    .map(({ method, isHonest, trips, owedMinor, paidMinor, earnedMinor, lostMinor }) => [
      method,
      String(trips),
      ...[owedMinor, paidMinor].map(amount),
      isHonest ? "" : amount(earnedMinor),
      isHonest ? amount(lostMinor) : "",
    ]);
  return [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function amount(minor: bigint): string {
  return minor.toLocaleString("en-GB");
}
