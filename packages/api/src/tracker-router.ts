import { setAvailability } from "@atlas/services/dispatch/set-availability";
import { driverLocation } from "@atlas/services/tracker/driver-location";
import { nearbyDrivers } from "@atlas/services/tracker/nearby-drivers";
import { updateLocation } from "@atlas/services/tracker/update-location";
import { updateLocations } from "@atlas/services/tracker/update-locations";
import { watchDriver } from "@atlas/services/tracker/watch-driver";
import { watchFleet } from "@atlas/services/tracker/watch-fleet";
import { command, query, stream } from "./procedures.ts";
import { router } from "./trpc.ts";

export const trackerRouter = router({
  updateLocation: command(updateLocation),
  updateLocations: command(updateLocations),
  nearbyDrivers: query(nearbyDrivers),
  driverLocation: query(driverLocation),
  setAvailability: command(setAvailability),
  watchFleet: stream(watchFleet),
  watchDriver: stream(watchDriver),
});
