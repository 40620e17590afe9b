import type { WayTally } from "./run-dishonest.ts";

const HEAD = ["way", "trips", "honest evidence pays", "paid", "earned by cheating", "lost"] as const;

/** The table of a run, in Markdown; amounts are what drivers keep, after commission and tax. */
export function reportOf(tallies: readonly WayTally[]): string {
  const rows = tallies
    .toSorted((a, b) => Number(b.isHonest) - Number(a.isHonest))
    .map(({ way, isHonest, trips, owedMinor, paidMinor, earnedMinor, lostMinor }) => [
      way,
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
