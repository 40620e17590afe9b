import type { Tally } from "./tally.ts";

/** One line on how it goes, for the log. */
export function statusLine(tally: Tally, elapsedS: number): string {
  const { ordersPlaced, ordersMatched, tripsFinished, pings } = tally.counts;
  const errors = tally.errors.reduce((sum, [, count]) => sum + count, 0);
  return (
    `${Math.round(elapsedS)} s: ${ordersPlaced} orders, ${ordersMatched} matched, ${tripsFinished} trips finished, ` +
    `${pings} pings, ${errors} errors`
  );
}

/** What happened in a whole simulation. */
export function report(tally: Tally, elapsedS: number): string {
  const { counts, waitsS } = tally;
  const offersOpen = counts.offers - counts.offersAccepted - counts.offersDeclined;
  const waits = waitsS.toSorted((a, b) => a - b);
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  const p95 = waits[Math.min(waits.length - 1, Math.floor(waits.length * 0.95))] ?? 0;
  const lines: [string, string][] = [
    ["time", `${Math.round(elapsedS)} s`],
    [
      "orders",
      `${counts.ordersPlaced} placed, ${counts.ordersExpired} expired, ${counts.ordersCancelled} cancelled, ` +
        `${counts.ordersWithoutRider} not placed because every rider was under way`,
    ],
    [
      "offers",
      `${counts.offers} made, ${counts.offersAccepted} accepted, ${counts.offersDeclined} declined, ${offersOpen} other`,
    ],
    ["matches", `${counts.ordersMatched}, ${counts.ordersQueued} of them with a driver who was ending a trip`],
    [
      "mean wait",
      waits.length === 0 ? "nobody was matched" : `${mean.toFixed(1)} s to a driver, p95 ${p95.toFixed(1)} s`,
    ],
    ["trips", `${counts.tripsFinished} finished, ${counts.tripsBelowQuote} of them below their quote`],
    [
      "pings",
      `${counts.pings} accepted in ${tally.meanPingMs.toFixed(1)} ms on average, ${counts.pingsRefused} refused`,
    ],
    [
      "errors",
      tally.errors.length === 0 ? "none" : tally.errors.map(([what, count]) => `${count} × ${what}`).join("; "),
    ],
  ];
  return lines.map(([name, text]) => `  ${name.padEnd(10)} ${text}`).join("\n");
}
