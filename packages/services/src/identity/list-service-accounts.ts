import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceAccountContext } from "./service-account-context.ts";
import { readServiceAccounts, type ServiceAccountView } from "./service-accounts.ts";

/** The service accounts of the installation, with the keys that are good; a key itself is in no list. */
export const listServiceAccounts = useCase({
  kind: "query",
  permission: "services.manage",
  input: z.object({}),
  refusals: [],
  async run(
    ctx: Pick<ServiceAccountContext, "identityDb">,
  ): Promise<{ readonly items: readonly ServiceAccountView[] }> {
    return { items: await readServiceAccounts(ctx.identityDb) };
  },
});
