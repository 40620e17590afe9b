import { getTime } from "@atlas/services/clock/get-time";
import { getAccount } from "@atlas/services/people/get-account";
import { query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const accountRouter = router({
  me: query(getAccount),
  time: query(getTime),
});
