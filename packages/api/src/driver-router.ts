import { driverProfile } from "@atlas/services/people/driver-profile";
import { giveDirections } from "@atlas/services/orders/views/give-directions";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { driverDay } from "@atlas/services/history/driver-day";
import { driverTrack } from "@atlas/services/history/driver-track";
import { driverEarnings } from "@atlas/services/wallet/earnings";
import { driverPayouts, requestPayout } from "@atlas/services/wallet/payouts";
import { driverBankAccount, saveBankAccount } from "@atlas/services/payouts/bank-accounts";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const driverRouter = router({
  profile: query(driverProfile),
  saveVehicle: command(saveVehicle),
  directions: query(giveDirections),

  earnings: query(driverEarnings),

  /** Where a driver was on one day of the city's calendar. */
  day: query(driverDay),
  track: query(driverTrack),

  requestPayout: command(requestPayout),

  payouts: query(driverPayouts),
  bankAccount: query(driverBankAccount),
  saveBankAccount: command(saveBankAccount),
});
