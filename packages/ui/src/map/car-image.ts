import { CAR_STATES } from "@atlas/core/positions/fleet-frame";
import { VEHICLE_TYPES, type VehicleType } from "@atlas/core/vehicle";

import type { MapPalette } from "./palette.ts";

/** How a car is drawn: by what it does, and apart from other available cars while its driver considers an offer. */
export const CAR_LOOKS = ["available", "offered", ...CAR_STATES.filter((state) => state !== "available")] as const;
export type CarLook = (typeof CAR_LOOKS)[number];

/** Pixels of the square around an image, and how many of the screen's finest there are to one. */
export const CELL_PX = 48;
const RATIO = 2;
/** Of the disc under a selected car, and of a bubble. */
export const DISC_RADIUS_PX = 20;
const DIGITS = "0123456789";
/** How far apart digits stand, drawn in their own size. */
export const DIGIT_PX = 7.6;

const BODIES: Readonly<Record<VehicleType, readonly [width: number, length: number]>> = {
  "go-ride": [11, 24],
  "go-car": [15, 27],
};

/** Where the disc under a selected car is, and a bubble, which stands for many cars. */
export const HALO_INDEX = 0;
export const BUBBLE_INDEX = 1;
const FIRST_DIGIT = 2;
const FIRST_CAR = FIRST_DIGIT + DIGITS.length;
export const SHEET_CELLS = FIRST_CAR + VEHICLE_TYPES.length * CAR_LOOKS.length;

/** Where a digit is, for the number in a bubble. */
export function digitIndex(digit: string): number {
  return FIRST_DIGIT + DIGITS.indexOf(digit);
}

/** Where a car is. */
export function carImageIndex(vehicleType: VehicleType, look: CarLook): number {
  return FIRST_CAR + VEHICLE_TYPES.indexOf(vehicleType) * CAR_LOOKS.length + CAR_LOOKS.indexOf(look);
}

/** All images side by side, each in its square, heading up. */
export function drawCarSheet(palette: MapPalette): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = SHEET_CELLS * CELL_PX * RATIO;
  canvas.height = CELL_PX * RATIO;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  drawInCell(context, HALO_INDEX, () => {
    context.beginPath();
    context.arc(0, 0, DISC_RADIUS_PX, 0, 2 * Math.PI);
    context.globalAlpha = 0.45;
    context.fillStyle = palette.action;
    context.fill();
  });
  drawInCell(context, BUBBLE_INDEX, () => {
    context.beginPath();
    context.arc(0, 0, DISC_RADIUS_PX - 1, 0, 2 * Math.PI);
    context.fillStyle = palette.ink;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = palette.action;
    context.stroke();
  });
  for (const digit of DIGITS) drawInCell(context, digitIndex(digit), () => drawDigit(context, digit, palette));
  for (const vehicleType of VEHICLE_TYPES) {
    for (const look of CAR_LOOKS) {
      drawInCell(context, carImageIndex(vehicleType, look), () => drawCar(context, { vehicleType, look, palette }));
    }
  }
  return canvas;
}

function drawInCell(context: CanvasRenderingContext2D, cell: number, draw: () => void): void {
  context.save();
  context.scale(RATIO, RATIO);
  context.translate((cell + 0.5) * CELL_PX, CELL_PX / 2);
  draw();
  context.restore();
}

function drawDigit(context: CanvasRenderingContext2D, digit: string, palette: MapPalette): void {
  context.font = '700 12px "Plus Jakarta Sans Variable", system-ui, sans-serif';
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = palette.paper;
  context.fillText(digit, 0, 0.5);
}

interface DrawnCar {
  readonly vehicleType: VehicleType;
  readonly look: CarLook;
  readonly palette: MapPalette;
}

/** Draws the capsule around the origin, heading up. */
export function drawCar(context: CanvasRenderingContext2D, { vehicleType, look, palette }: DrawnCar): void {
  const [width, length] = BODIES[vehicleType];
  const { body, edge, notch } = inksOf(look, palette);
  context.beginPath();
  context.roundRect(-width / 2, -length / 2, width, length, width / 2);
  context.fillStyle = body;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = edge;
  context.setLineDash(look === "stale" ? [3, 2] : []);
  context.stroke();
  context.beginPath();
  const tip = -length / 2 + 3;
  context.moveTo(0, tip);
  context.lineTo(width / 3.2, tip + 6.5);
  context.lineTo(-width / 3.2, tip + 6.5);
  context.closePath();
  context.fillStyle = notch;
  context.fill();
}

function inksOf(look: CarLook, palette: MapPalette): Record<"body" | "edge" | "notch", string> {
  switch (look) {
    case "available":
      return { body: palette.ink, edge: palette.paper, notch: palette.action };
    case "offered":
      return { body: palette.action, edge: palette.onAction, notch: palette.onAction };
    case "busy":
      return { body: palette.quiet, edge: palette.paper, notch: palette.paper };
    case "offline":
    case "stale":
      return { body: palette.paper, edge: palette.quiet, notch: palette.quiet };
  }
}
