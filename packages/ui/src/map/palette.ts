import { namedFlavor, type Flavor } from "@protomaps/basemaps";

/** The colours that MapLibre needs as literals; the same inks and paper as the CSS tokens. */
export interface MapPalette {
  readonly land: string;
  readonly outside: string;
  readonly outline: string;
  readonly graticule: string;
  readonly label: string;
  readonly halo: string;
  readonly route: string;
  readonly routeCasing: string;
  readonly routeCore: string;
  readonly routeDriven: string;
  /** Where a car has been. */
  readonly track: string;
  readonly ink: string;
  readonly paper: string;
  readonly action: string;
  readonly onAction: string;
  readonly quiet: string;
  /** Cells of a city: short of drivers, with enough of them, with drivers only. */
  readonly shortage: string;
  readonly demand: string;
  readonly supply: string;
}

export const MAP_PALETTES: Record<"light" | "dark", MapPalette> = {
  light: {
    land: "#F4F1E8",
    outside: "#DDD9CC",
    outline: "#8A8F94",
    graticule: "#D9D4C4",
    label: "#4A5663",
    halo: "#F8F6EF",
    route: "#0D1219",
    routeCasing: "#FFFFFF",
    routeCore: "#FFB81C",
    routeDriven: "#9AA1A8",
    track: "#1D5FD1",
    ink: "#0D1219",
    paper: "#FFFFFF",
    action: "#FFB81C",
    onAction: "#0D1219",
    quiet: "#6B7681",
    shortage: "#C0282D",
    demand: "#FFB81C",
    supply: "#1D5FD1",
  },
  dark: {
    land: "#131A23",
    outside: "#090D13",
    outline: "#5A6673",
    graticule: "#253140",
    label: "#A7B2BE",
    halo: "#10161E",
    route: "#FFB81C",
    routeCasing: "#0A0E14",
    routeCore: "#FFB81C",
    routeDriven: "#55606C",
    track: "#7FB0FF",
    ink: "#F3F1EA",
    paper: "#0D1219",
    action: "#FFB81C",
    onAction: "#0D1219",
    quiet: "#8C98A4",
    shortage: "#FF7A70",
    demand: "#FFB81C",
    supply: "#7FB0FF",
  },
};

interface RoadTones {
  readonly casing: string;
  readonly minor: string;
  readonly major: string;
  readonly highway: string;
  readonly tunnel: string;
}

/** The Protomaps flavour in our inks: pale warm land, white roads with a soft casing, quiet labels; and its dark twin. */
export function basemapFlavor(theme: "light" | "dark"): Flavor {
  return theme === "light"
    ? flavor(
        "white",
        LIGHT_GROUND,
        { casing: "#DFDACB", minor: "#FFFFFF", major: "#FFFFFF", highway: "#FFF6DF", tunnel: "#ECE8DC" },
        "light",
      )
    : flavor(
        "black",
        DARK_GROUND,
        { casing: "#0C1118", minor: "#263140", major: "#33414F", highway: "#45535F", tunnel: "#1A222C" },
        "dark",
      );
}

const LIGHT_GROUND = {
  background: "#CFDADF",
  earth: "#F4F1E8",
  water: "#C9D7DE",
  green: "#DFE7D3",
  civic: "#EEEADF",
  buildings: "#E9E4D7",
  railway: "#C9C4B6",
  boundaries: "#B7B3A6",
  sand: "#EFE8D3",
};

const DARK_GROUND: typeof LIGHT_GROUND = {
  background: "#0A1017",
  earth: "#131A23",
  water: "#0B141D",
  green: "#14211F",
  civic: "#161E28",
  buildings: "#18212C",
  railway: "#2B3540",
  boundaries: "#36414D",
  sand: "#1B2028",
};

function flavor(base: string, ground: typeof LIGHT_GROUND, road: RoadTones, theme: "light" | "dark"): Flavor {
  const { label, halo } = MAP_PALETTES[theme];
  return {
    ...namedFlavor(base),
    background: ground.background,
    earth: ground.earth,
    water: ground.water,
    park_a: ground.green,
    park_b: ground.green,
    wood_a: ground.green,
    wood_b: ground.green,
    scrub_a: ground.green,
    scrub_b: ground.green,
    zoo: ground.green,
    hospital: ground.civic,
    school: ground.civic,
    industrial: ground.civic,
    military: ground.civic,
    aerodrome: ground.civic,
    runway: ground.railway,
    pedestrian: ground.civic,
    sand: ground.sand,
    beach: ground.sand,
    pier: ground.civic,
    buildings: ground.buildings,
    railway: ground.railway,
    boundaries: ground.boundaries,
    tunnel_other: road.tunnel,
    tunnel_minor: road.tunnel,
    tunnel_link: road.tunnel,
    tunnel_major: road.tunnel,
    tunnel_highway: road.tunnel,
    tunnel_other_casing: road.casing,
    tunnel_minor_casing: road.casing,
    tunnel_link_casing: road.casing,
    tunnel_major_casing: road.casing,
    tunnel_highway_casing: road.casing,
    other: road.minor,
    minor_service: road.minor,
    minor_a: road.minor,
    minor_b: road.minor,
    link: road.major,
    major: road.major,
    highway: road.highway,
    minor_service_casing: road.casing,
    minor_casing: road.casing,
    link_casing: road.casing,
    major_casing_early: road.casing,
    major_casing_late: road.casing,
    highway_casing_early: road.casing,
    highway_casing_late: road.casing,
    bridges_other: road.minor,
    bridges_minor: road.minor,
    bridges_link: road.major,
    bridges_major: road.major,
    bridges_highway: road.highway,
    bridges_other_casing: road.casing,
    bridges_minor_casing: road.casing,
    bridges_link_casing: road.casing,
    bridges_major_casing: road.casing,
    bridges_highway_casing: road.casing,
    roads_label_minor: label,
    roads_label_minor_halo: halo,
    roads_label_major: label,
    roads_label_major_halo: halo,
    ocean_label: label,
    subplace_label: label,
    subplace_label_halo: halo,
    city_label: MAP_PALETTES[theme].ink,
    city_label_halo: halo,
    state_label: label,
    state_label_halo: halo,
    country_label: label,
    address_label: label,
    address_label_halo: halo,
    regular: "Atlas Map Medium",
    bold: "Atlas Map Bold",
    italic: "Atlas Map Medium",
  };
}
