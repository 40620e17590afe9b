import { z } from "zod";
import { reportOf } from "./report.ts";
import { runDishonest } from "./run-dishonest.ts";

// Where the servers are is in the environment, as for the tests: `npm run simulate -- --dishonest` starts them.
const trips = z.coerce.number().int().min(1).parse(process.argv[2]);
const PROGRESS_EVERY = 100;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const { tallies, faults } = await runDishonest({
  trips,
  ridesPerDriver: 5,
  driversPerCheat: 5,
  onTrip: (done) => {
    if (done % PROGRESS_EVERY === 0) say(`${done} trips`);
  },
});
say(`\n${reportOf(tallies)}\n`);
say(faults.length === 0 ? "The oracle and the reconciliation find nothing." : faults.join("\n"));
const isGood = tallies.every(({ isHonest, earnedMinor, lostMinor }) => (isHonest ? lostMinor : earnedMinor) === 0n);
process.exit(isGood && faults.length === 0 ? 0 : 1);
