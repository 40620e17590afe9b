import { getAccount } from "@atlas/services/people/get-account";
import { query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const accountRouter = router({
  me: query(getAccount),
});
