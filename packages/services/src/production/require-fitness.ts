import {
  type ProductionFindings,
  productionFaults,
  type ProductionSettings,
} from "@atlas/core/production/production-faults";
import { connect, disconnect } from "@atlas/db/connect";
import { countOpenDemoAccounts } from "../demo/close-demo.ts";

/** Of a configuration that is wrong, by the convention of `sysexits.h`: starting again changes nothing. */
export const UNFIT_EXIT_CODE = 78;

/** A process that must not serve strangers as it is set up. The message is for the person who starts it. */
export class UnfitForProduction extends Error {
  override readonly name = "UnfitForProduction";

  constructor(process: string, faults: readonly string[]) {
    const list = faults.map((fault) => `  - ${fault}`).join("\n");
    super(
      `The ${process} does not start: this is a production (ATLAS_DEMO is not 1), and it would not be safe.\n${list}\n` +
        "`npm run setup` makes what is missing and says the rest; docs/operations.md, “Open a production”, has it step by step.",
    );
  }
}

export interface ProductionStart {
  /** As people call it. */
  readonly process: string;
  readonly settings: ProductionSettings;
  readonly databaseUrl: string;
  readonly redisLetsAnybodyIn: () => Promise<boolean>;
}

/** Asks the servers what settings do not say. */
export async function findAtServers({
  databaseUrl,
  redisLetsAnybodyIn,
}: Pick<ProductionStart, "databaseUrl" | "redisLetsAnybodyIn">): Promise<ProductionFindings> {
  const db = connect(databaseUrl, { applicationName: "atlas-fitness", max: 1 });
  try {
    const [openDemoAccounts, isOpen] = await Promise.all([countOpenDemoAccounts(db), redisLetsAnybodyIn()]);
    return { openDemoAccounts, redisLetsAnybodyIn: isOpen };
  } finally {
    await disconnect(db);
  }
}

/**
 * Lets a production go on only when nothing of it is a gift to attackers.
 * @throws UnfitForProduction with all reasons at once
 */
export async function requireFitness({ process, settings, ...servers }: ProductionStart): Promise<void> {
  const faults = productionFaults(settings, await findAtServers(servers));
  if (faults.length > 0) throw new UnfitForProduction(process, faults);
}
