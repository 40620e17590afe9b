import { endStaffSessions } from "@atlas/services/staff/end-staff-sessions";
import { inviteStaff } from "@atlas/services/staff/invite-staff";
import { listStaff } from "@atlas/services/staff/list-staff";
import { listStaffSessions } from "@atlas/services/staff/list-staff-sessions";
import { resetSecondFactor } from "@atlas/services/staff/reset-second-factor";
import { setStaffRoles } from "@atlas/services/staff/set-staff-roles";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const staffRouter = router({
  list: query(listStaff),
  invite: command(inviteStaff),
  setRoles: command(setStaffRoles),
  sessions: query(listStaffSessions),
  endSessions: command(endStaffSessions),
  resetSecondFactor: command(resetSecondFactor),
});
