import { setAvailability } from "@atlas/services/dispatch/set-availability";
import { driverLocation } from "@atlas/services/tracker/driver-location";
import { nearbyCars } from "@atlas/services/tracker/nearby-cars";
import { nearbyDrivers } from "@atlas/services/tracker/nearby-drivers";
import { sendingPhone } from "@atlas/services/tracker/sending-phone";
import { takeOverSending } from "@atlas/services/tracker/take-over-sending";
import { updateLocation } from "@atlas/services/tracker/update-location";
import { updateLocations } from "@atlas/services/tracker/update-locations";
import { watchDriver } from "@atlas/services/tracker/watch-driver";
import { watchFleet } from "@atlas/services/tracker/watch-fleet";
import { watchFleetFrames } from "@atlas/services/tracker/watch-fleet-frames";
import { command, ofUser, query, stream, watch } from "./procedures.ts";
import { router } from "./trpc.ts";

export const trackerRouter = router({
  updateLocation: command(updateLocation),
  updateLocations: command(updateLocations),
  /** For anyone. */
  nearbyCars: query(nearbyCars),
  nearbyDrivers: query(nearbyDrivers),
  driverLocation: query(driverLocation),
  setAvailability: command(setAvailability),
  /** Whether another phone of the driver sends instead. */
  watchSendingPhone: watch(sendingPhone, { topic: ofUser }),
  takeOverSending: command(takeOverSending),
  watchFleet: stream(watchFleet),
  watchFleetFrames: stream(watchFleetFrames),
  watchDriver: stream(watchDriver),
});
