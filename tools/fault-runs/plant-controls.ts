import { Oracle } from "./oracle.ts";
import { NEGATIVE_CONTROLS } from "./negative-controls.ts";
import type { Scene } from "./scene.ts";

/**
 * Plants each negative control in what the load left, once everybody has stopped writing. Returns those that the oracle did
 * not report, or reported as something else.
 */
export async function plantControls({ stack, load, acknowledged }: Scene): Promise<string[]> {
  load.stop();
  // Those that a fault was forgiven are no breach any more.
  acknowledged.positions.length = 0;
  await stack.stopApps();
  await using oracle = await Oracle.open(stack.databaseUrl, acknowledged);
  const deafTo: string[] = [];
  for (const { rule, plant } of NEGATIVE_CONTROLS) {
    const reported = (await oracle.violationsAfter(plant)).map((violation) => violation.rule);
    if (reported.join() !== rule) deafTo.push(`${rule} (reported: ${reported.join(", ") || "nothing"})`);
  }
  return deafTo;
}
