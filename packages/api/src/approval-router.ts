import { approveRequest, rejectRequest, withdrawRequest } from "@atlas/services/approvals/decide-approval";
import { approvalLimits, getApproval, listApprovals, waitingApprovals } from "@atlas/services/approvals/list-approvals";
import { command, query, stream } from "./procedures.ts";
import { router } from "./trpc.ts";
import { watchCityView } from "./watch-city-view.ts";

export const approvalRouter = router({
  list: query(listApprovals),
  get: query(getApproval),
  waiting: query(waitingApprovals),
  /** How many requests wait for a second operator. */
  watchWaiting: stream(watchCityView(waitingApprovals, (cityId) => `city-approvals:${cityId}`)),
  limits: query(approvalLimits),
  approve: command(approveRequest),
  reject: command(rejectRequest),
  withdraw: command(withdrawRequest),
});
