import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from "maplibre-gl";

import { CELL_PX, SHEET_CELLS } from "./car-image.ts";
import type { MapPoint } from "./map-city.ts";
import { mercatorX, mercatorY, worldSizePx } from "./mercator.ts";

/** One image as the graphics card gets it; `COLUMNS` says what the numbers are. */
const FLOATS = 7;
/** Attribute, how many numbers, after how many. The place is counted from the origin, the heading in radians. */
const COLUMNS = [
  ["a_place", 2, 0],
  ["a_heading", 1, 2],
  ["a_image", 1, 3],
  ["a_scale", 1, 4],
  ["a_is_fixed", 1, 5],
  ["a_right", 1, 6],
] as const;
const FLOAT_BYTES = 4;
const FIRST_CAPACITY = 64;
const CORNERS = new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]);

const VERTEX = `#version 300 es
in vec2 a_corner;
in vec2 a_place;
in float a_heading;
in float a_image;
in float a_scale;
in float a_is_fixed;
in float a_right;
uniform mat4 u_matrix;
uniform vec2 u_pixel;
uniform float u_cell;
uniform float u_zoomed;
uniform float u_cells;
out vec2 v_sheet;
void main() {
  vec4 middle = u_matrix * vec4(a_place, 0.0, 1.0);
  float s = sin(a_heading);
  float c = cos(a_heading);
  vec2 turned = vec2(a_corner.x * c - a_corner.y * s, a_corner.x * s + a_corner.y * c);
  vec2 fromMiddle = turned * 0.5 * u_cell * a_scale * mix(u_zoomed, 1.0, a_is_fixed) + vec2(a_right, 0.0);
  gl_Position = middle + vec4(fromMiddle.x * u_pixel.x, -fromMiddle.y * u_pixel.y, 0.0, 0.0) * middle.w;
  v_sheet = vec2((a_image + (a_corner.x + 1.0) / 2.0) / u_cells, (a_corner.y + 1.0) / 2.0);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec2 v_sheet;
uniform sampler2D u_sheet;
out vec4 color;
void main() {
  color = texture(u_sheet, v_sheet);
}`;

/** The cars of a map, which has them in one layer; what lies on the ground goes below it. */
const CARS_LAYER = "atlas-cars";

/** Before which layer of the map something on the ground belongs: below the cars, where there are any. */
export function belowCars(map: MapLibreMap): string | undefined {
  return map.getLayer(CARS_LAYER) ? CARS_LAYER : undefined;
}

/** An image to draw. */
export interface Sprite {
  /** Web Mercator, 0 to 1. */
  readonly x: number;
  readonly y: number;
  /** Up when left out. */
  readonly headingDeg?: number;
  /** Cell of the sheet. */
  readonly image: number;
  /** Of the same size at every zoom, so many times as large as in the sheet. Left out, it grows with the zoom as cars do. */
  readonly fixedScale?: number;
  /** How many pixels to the right of its place it stands. */
  readonly rightPx?: number;
  /** What a tap on it means. */
  readonly key?: string;
}

/** How far from the middle of a car a tap may be. */
const REACH_PX = 22;

interface Graphics {
  readonly program: WebGLProgram;
  readonly vertices: WebGLVertexArrayObject;
  readonly instances: WebGLBuffer;
  readonly sheet: WebGLTexture;
  readonly matrix: WebGLUniformLocation | null;
  readonly pixel: WebGLUniformLocation | null;
  readonly zoomed: WebGLUniformLocation | null;
}

/**
 * Cars, and what is drawn of many of them, as one instanced draw call. A GeoJSON source would copy, tile and place every car anew with each update, on the main thread for the
 * most part; here an update is one buffer. See decision 054.
 */
export class CarSprites implements CustomLayerInterface {
  readonly id = CARS_LAYER;
  readonly type = "custom" as const;
  readonly #sheet: HTMLCanvasElement;
  /** Single precision is metres of the world, and millimetres from here. */
  #origin = { x: 0, y: 0 };
  #data = new Float32Array(FIRST_CAPACITY * FLOATS);
  #count = 0;
  readonly #keys: (string | undefined)[] = [];
  #isUploaded = false;
  #map: MapLibreMap | null = null;
  #graphics: Graphics | null = null;

  constructor(sheet: HTMLCanvasElement) {
    this.#sheet = sheet;
  }

  /** Begins a new picture. */
  clear(): void {
    this.#count = 0;
  }

  /** Adds an image above those before. */
  add({ x, y, headingDeg = 0, image, fixedScale, rightPx = 0, key }: Sprite): void {
    if (this.#count === 0) this.#origin = { x, y };
    const at = this.#count * FLOATS;
    if (at === this.#data.length) {
      const wider = new Float32Array(2 * at);
      wider.set(this.#data);
      this.#data = wider;
    }
    this.#data[at] = x - this.#origin.x;
    this.#data[at + 1] = y - this.#origin.y;
    this.#data[at + 2] = (headingDeg * Math.PI) / 180;
    this.#data[at + 3] = image;
    this.#data[at + 4] = fixedScale ?? 1;
    this.#data[at + 5] = fixedScale === undefined ? 0 : 1;
    this.#data[at + 6] = rightPx;
    this.#keys[this.#count] = key;
    this.#count += 1;
  }

  /** Shows what has been added since `clear`. */
  show(): void {
    this.#isUploaded = false;
    this.#map?.triggerRepaint();
  }

  /** The key of the car that a tap at this place of the map hits; null where there is none. */
  keyAt({ lat, lng }: MapPoint, zoom: number): string | null {
    const [x, y] = [mercatorX(lng) - this.#origin.x, mercatorY(lat) - this.#origin.y];
    let best: string | null = null;
    let reach = REACH_PX / worldSizePx(zoom);
    for (let image = 0; image < this.#count; image += 1) {
      const key = this.#keys[image];
      const away = Math.hypot((this.#data[image * FLOATS] ?? 0) - x, (this.#data[image * FLOATS + 1] ?? 0) - y);
      if (key === undefined || away > reach) continue;
      best = key;
      reach = away;
    }
    return best;
  }

  onAdd(map: MapLibreMap): void {
    this.#map = map;
    // Also after a lost context, with which everything on the card is gone.
    this.#graphics = null;
    this.#isUploaded = false;
  }

  onRemove(_map: MapLibreMap, gl: WebGL2RenderingContext): void {
    if (this.#graphics !== null) {
      gl.deleteProgram(this.#graphics.program);
      gl.deleteVertexArray(this.#graphics.vertices);
      gl.deleteBuffer(this.#graphics.instances);
      gl.deleteTexture(this.#graphics.sheet);
    }
    this.#graphics = null;
    this.#map = null;
  }

  render(gl: WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput): void {
    if (this.#map === null || this.#count === 0) return;
    this.#graphics ??= makeGraphics(gl, this.#sheet);
    const { program, vertices, instances, sheet, matrix, pixel, zoomed } = this.#graphics;
    gl.useProgram(program);
    gl.bindVertexArray(vertices);
    if (!this.#isUploaded) {
      gl.bindBuffer(gl.ARRAY_BUFFER, instances);
      gl.bufferData(gl.ARRAY_BUFFER, this.#data.subarray(0, this.#count * FLOATS), gl.DYNAMIC_DRAW);
      this.#isUploaded = true;
    }
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, sheet);
    gl.uniformMatrix4fv(matrix, false, from(defaultProjectionData.mainMatrix, this.#origin));
    const { clientWidth, clientHeight } = this.#map.getCanvas();
    gl.uniform2f(pixel, 2 / clientWidth, 2 / clientHeight);
    gl.uniform1f(zoomed, carScale(this.#map.getZoom()));
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.#count);
    gl.bindVertexArray(null);
  }
}

/** How large cars are: small where the map shows the whole city. */
function carScale(zoom: number): number {
  if (zoom <= 14) return 0.45 + (0.45 * (Math.max(10, zoom) - 10)) / 4;
  return 0.9 + (0.25 * (Math.min(17, zoom) - 14)) / 3;
}

/** The map's matrix for places counted from the origin, computed in double precision. */
function from(matrix: ArrayLike<number>, { x, y }: { readonly x: number; readonly y: number }): Float32Array {
  const moved = Float32Array.from(matrix);
  for (let row = 0; row < 4; row += 1) {
    moved[12 + row] = (matrix[12 + row] ?? 0) + (matrix[row] ?? 0) * x + (matrix[4 + row] ?? 0) * y;
  }
  return moved;
}

function makeGraphics(gl: WebGL2RenderingContext, image: HTMLCanvasElement): Graphics {
  const program = linked(gl);
  const vertices = gl.createVertexArray();
  gl.bindVertexArray(vertices);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, CORNERS, gl.STATIC_DRAW);
  const corner = gl.getAttribLocation(program, "a_corner");
  gl.enableVertexAttribArray(corner);
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
  const instances = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, instances);
  for (const [name, size, at] of COLUMNS) {
    const column = gl.getAttribLocation(program, name);
    gl.enableVertexAttribArray(column);
    gl.vertexAttribPointer(column, size, gl.FLOAT, false, FLOATS * FLOAT_BYTES, at * FLOAT_BYTES);
    gl.vertexAttribDivisor(column, 1);
  }
  gl.bindVertexArray(null);
  const sheet = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, sheet);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
  gl.generateMipmap(gl.TEXTURE_2D);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.useProgram(program);
  gl.uniform1f(gl.getUniformLocation(program, "u_cells"), SHEET_CELLS);
  gl.uniform1f(gl.getUniformLocation(program, "u_cell"), CELL_PX);
  return {
    program,
    vertices,
    instances,
    sheet,
    matrix: gl.getUniformLocation(program, "u_matrix"),
    pixel: gl.getUniformLocation(program, "u_pixel"),
    zoomed: gl.getUniformLocation(program, "u_zoomed"),
  };
}

/** @throws Error with the compiler's words */
function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error("the graphics context is lost");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
    throw new Error(`the cars' program: ${gl.getProgramInfoLog(program) ?? "not linked"}`);
  }
  return program;
}
