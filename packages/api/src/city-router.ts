import { chooseCity } from "@atlas/services/cities/choose-city";
import { getCity } from "@atlas/services/cities/get-city";
import { listCities } from "@atlas/services/cities/list-cities";
import { createCity } from "@atlas/services/cities/opening/create-city";
import { popularPlaces } from "@atlas/services/cities/popular-places";
import { reversePlace } from "@atlas/services/cities/reverse-place";
import { searchPlaces } from "@atlas/services/cities/search-places";
import { changeCitySetting } from "@atlas/services/cities/settings/change-setting";
import { listCitySettings } from "@atlas/services/cities/settings/list-settings";
import { command, query } from "./procedures.ts";
import { router } from "./trpc.ts";

export const cityRouter = router({
  get: query(getCity),
  list: query(listCities),
  choose: command(chooseCity),
  search: query(searchPlaces),
  reverse: query(reversePlace),
  popular: query(popularPlaces),
  create: command(createCity),
  settings: query(listCitySettings),
  changeSetting: command(changeCitySetting),
});
