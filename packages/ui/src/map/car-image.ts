import type { Map as MapLibreMap } from "maplibre-gl";

import type { MapPalette } from "./palette.ts";

export type FleetState = "available" | "busy" | "offline" | "stale";

const STATES: readonly FleetState[] = ["available", "busy", "offline", "stale"];
const VEHICLES = ["go-ride", "go-car"] as const;
const RATIO = 2;

/** The name under which `addCarImages` registers a vehicle in a state. */
export function carImageName(vehicleType: string, state: FleetState): string {
  return `atlas-${vehicleType === "go-ride" ? "go-ride" : "go-car"}-${state}`;
}

/** Draws the capsules of every vehicle type and state in the palette's colours and gives them to the map. */
export function addCarImages(map: MapLibreMap, palette: MapPalette): void {
  for (const vehicle of VEHICLES) {
    for (const state of STATES) {
      const image = drawCar(vehicle === "go-ride" ? 11 : 15, vehicle === "go-ride" ? 24 : 27, state, palette);
      const name = carImageName(vehicle, state);
      if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: RATIO });
    }
  }
}

function drawCar(width: number, length: number, state: FleetState, palette: MapPalette): ImageData | null {
  const size = 36;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * RATIO;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.scale(RATIO, RATIO);
  context.translate(size / 2, size / 2);
  const isHollow = state === "stale" || state === "offline";
  context.beginPath();
  context.roundRect(-width / 2, -length / 2, width, length, width / 2);
  context.fillStyle = isHollow ? palette.paper : state === "busy" ? palette.quiet : palette.ink;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = isHollow ? palette.quiet : palette.paper;
  if (state === "stale") context.setLineDash([3, 2]);
  context.stroke();
  context.beginPath();
  const tip = -length / 2 + 3;
  context.moveTo(0, tip);
  context.lineTo(width / 3.2, tip + 6.5);
  context.lineTo(-width / 3.2, tip + 6.5);
  context.closePath();
  context.fillStyle = isHollow ? palette.quiet : state === "busy" ? palette.paper : palette.action;
  context.fill();
  return context.getImageData(0, 0, size * RATIO, size * RATIO);
}
