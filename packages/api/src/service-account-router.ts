import { addServiceAccount } from "@atlas/services/identity/add-service-account";
import { addServiceKey } from "@atlas/services/identity/add-service-key";
import { endServiceKeys } from "@atlas/services/identity/end-service-keys";
import { listServiceAccounts } from "@atlas/services/identity/list-service-accounts";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const serviceAccountRouter = router({
  list: query(listServiceAccounts),
  add: command(addServiceAccount),
  addKey: command(addServiceKey),
  endKeys: command(endServiceKeys),
});
