import type { Map as MapLibreMap } from "maplibre-gl";

import { CELL_PX, SHEET_CELLS } from "./car-image.ts";
import type { MapPoint } from "./map-city.ts";
import { latOfMercator, lngOfMercator, mercatorX, mercatorY, worldSizePx } from "./mercator.ts";

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
uniform vec2 u_origin;
uniform float u_world;
uniform vec2 u_pixel;
uniform float u_cell;
uniform float u_zoomed;
uniform float u_cells;
out vec2 v_sheet;
void main() {
  float s = sin(a_heading);
  float c = cos(a_heading);
  vec2 turned = vec2(a_corner.x * c - a_corner.y * s, a_corner.x * s + a_corner.y * c);
  vec2 fromMiddle = turned * 0.5 * u_cell * a_scale * mix(u_zoomed, 1.0, a_is_fixed) + vec2(a_right, 0.0);
  vec2 shown = (u_origin + a_place * u_world + fromMiddle) * u_pixel - 1.0;
  gl_Position = vec4(shown.x, -shown.y, 0.0, 1.0);
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
  readonly origin: WebGLUniformLocation | null;
  readonly world: WebGLUniformLocation | null;
  readonly pixel: WebGLUniformLocation | null;
  readonly zoomed: WebGLUniformLocation | null;
}

/**
 * Cars, and what is drawn of many of them, as one instanced draw call on a canvas of its own over the map's, below its markers. The map is not
 * drawn again when they move. See decision 054. The map is neither tilted nor turned.
 */
export class CarSprites {
  readonly #map: MapLibreMap;
  readonly #sheet: HTMLCanvasElement;
  readonly #canvas = document.createElement("canvas");
  readonly #listening = new AbortController();
  /** Single precision is metres of the world, and millimetres from here. */
  #origin = { x: 0, y: 0 };
  #data = new Float32Array(FIRST_CAPACITY * FLOATS);
  #count = 0;
  readonly #keys: (string | undefined)[] = [];
  #isUploaded = false;
  #graphics: Graphics | null = null;
  /** The frame in which it is drawn next; 0 without one. */
  #frame = 0;

  constructor(map: MapLibreMap, sheet: HTMLCanvasElement) {
    this.#map = map;
    this.#sheet = sheet;
    this.#canvas.setAttribute("aria-hidden", "true");
    Object.assign(this.#canvas.style, { position: "absolute", left: "0", top: "0", pointerEvents: "none" });
    map.getCanvas().after(this.#canvas);
    // In the frame in which the map moves, so that cars stay on their streets.
    const moved = map.on("render", () => this.#draw());
    const removed = map.on("remove", () => this.remove());
    const { signal } = this.#listening;
    signal.addEventListener("abort", () => {
      moved.unsubscribe();
      removed.unsubscribe();
    });
    this.#canvas.addEventListener("webglcontextlost", (event) => event.preventDefault(), { signal });
    // Everything on the card is gone.
    this.#canvas.addEventListener(
      "webglcontextrestored",
      () => {
        this.#graphics = null;
        this.show();
      },
      { signal },
    );
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
    if (this.#listening.signal.aborted || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Takes the canvas away. */
  remove(): void {
    this.#listening.abort();
    cancelAnimationFrame(this.#frame);
    this.#canvas.remove();
    // Browsers keep few contexts, and collect garbage when they like.
    if (this.#graphics !== null) this.#canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
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

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const gl = this.#canvas.getContext("webgl2", { depth: false, antialias: false });
    if (gl === null || gl.isContextLost()) return;
    const { width, height, clientWidth, clientHeight } = this.#map.getCanvas();
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      Object.assign(this.#canvas, { width, height });
      Object.assign(this.#canvas.style, { width: `${clientWidth}px`, height: `${clientHeight}px` });
      gl.viewport(0, 0, width, height);
    }
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#count === 0) return;
    this.#graphics ??= makeGraphics(gl, this.#sheet);
    const { program, vertices, instances, sheet, origin, world, pixel, zoomed } = this.#graphics;
    gl.useProgram(program);
    gl.bindVertexArray(vertices);
    if (!this.#isUploaded) {
      gl.bindBuffer(gl.ARRAY_BUFFER, instances);
      gl.bufferData(gl.ARRAY_BUFFER, this.#data.subarray(0, this.#count * FLOATS), gl.DYNAMIC_DRAW);
      this.#isUploaded = true;
    }
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, sheet);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const { x, y } = this.#map.project([lngOfMercator(this.#origin.x), latOfMercator(this.#origin.y)]);
    gl.uniform2f(origin, x, y);
    gl.uniform1f(world, worldSizePx(this.#map.getZoom()));
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
    origin: gl.getUniformLocation(program, "u_origin"),
    world: gl.getUniformLocation(program, "u_world"),
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
