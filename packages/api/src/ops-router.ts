import { listAlerts } from "@atlas/services/alerts/list-alerts";
import { openAlerts } from "@atlas/services/alerts/open-alerts";
import { resolveAlert } from "@atlas/services/alerts/resolve-alert";
import { cityPlayback } from "@atlas/services/history/city-playback";
import { driverTrail } from "@atlas/services/history/driver-trail";
import { listDeadLetters } from "@atlas/services/messaging/dead-letters/dead-letters";
import { replayDeadLetter } from "@atlas/services/messaging/dead-letters/replay-dead-letter";
import { countCityOrders } from "@atlas/services/ops/count-orders";
import { demandByCell } from "@atlas/services/ops/demand-by-cell";
import { driverNames } from "@atlas/services/ops/driver-names";
import { driverOnMap } from "@atlas/services/ops/driver-on-map";
import { listDrivers } from "@atlas/services/ops/list-drivers";
import { listCityOrders } from "@atlas/services/ops/list-orders";
import { offeredDrivers } from "@atlas/services/ops/offered-drivers";
import { overview } from "@atlas/services/ops/overview";
import { search } from "@atlas/services/ops/search";
import { command, query, stream } from "./procedures.ts";
import { router } from "./trpc.ts";
import { watchCityOrders } from "./watch-city-orders.ts";
import { watchCityView } from "./watch-city-view.ts";

export const opsRouter = router({
  overview: query(overview),
  orders: query(listCityOrders),
  orderTotals: query(countCityOrders),
  drivers: query(listDrivers),
  driverOnMap: query(driverOnMap),
  driverNames: query(driverNames),
  driverTrail: query(driverTrail),
  offeredDrivers: query(offeredDrivers),
  demandByCell: query(demandByCell),
  search: query(search),
  playback: query(cityPlayback),
  deadLetters: query(listDeadLetters),
  replayDeadLetter: command(replayDeadLetter),
  alerts: query(listAlerts),
  openAlerts: query(openAlerts),
  /** How many alerts wait for somebody. */
  watchOpenAlerts: stream(watchCityView(openAlerts, (cityId) => `city-alerts:${cityId}`)),
  resolveAlert: command(resolveAlert),
  watchOrders: stream(watchCityOrders),
});
