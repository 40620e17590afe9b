import { getTime } from "@atlas/services/clock/get-time";
import { getAccount } from "@atlas/services/people/get-account";
import { ofUser, query, watch } from "./procedures.ts";
import { router } from "./trpc.ts";

export const accountRouter = router({
  me: query(getAccount),
  watch: watch(getAccount, { topic: ofUser }),
  time: query(getTime),
});
