import type { Bounds } from "@atlas/core/bounding-box";

/** Positions of all nodes by id: 16 bytes each instead of the hundred of a Map, so that a large city fits. */
export class NodeStore {
  #ids = new Float64Array(65_536);
  #lat = new Int32Array(65_536);
  #lng = new Int32Array(65_536);
  #size = 0;
  #isSorted = true;

  get size(): number {
    return this.#size;
  }

  add(id: number, latE7: number, lngE7: number): void {
    if (this.#size === this.#ids.length) this.#grow();
    if (this.#size > 0 && id <= (this.#ids[this.#size - 1] ?? 0)) this.#isSorted = false;
    this.#ids[this.#size] = id;
    this.#lat[this.#size] = latE7;
    this.#lng[this.#size] = lngE7;
    this.#size++;
  }

  /** The node's position in units of 1e-7 degrees, or null when the extract does not hold it. */
  get(id: number): { readonly latE7: number; readonly lngE7: number } | null {
    if (!this.#isSorted) this.#sort();
    let [low, high] = [0, this.#size - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#ids[middle] ?? 0;
      if (found === id) return { latE7: this.#lat[middle] ?? 0, lngE7: this.#lng[middle] ?? 0 };
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  /** The box around all nodes in degrees, or null for none. */
  bounds(): Bounds | null {
    if (this.#size === 0) return null;
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let index = 0; index < this.#size; index++) {
      const [lat, lng] = [this.#lat[index] ?? 0, this.#lng[index] ?? 0];
      west = Math.min(west, lng);
      east = Math.max(east, lng);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
    return [west / 1e7, south / 1e7, east / 1e7, north / 1e7];
  }

  /** Extracts are sorted by id as a rule; hand-made ones may not be. */
  #sort(): void {
    const order = Uint32Array.from({ length: this.#size }, (_, index) => index);
    order.sort((a, b) => (this.#ids[a] ?? 0) - (this.#ids[b] ?? 0) || a - b);
    this.#ids = Float64Array.from(order, (index) => this.#ids[index] ?? 0);
    this.#lat = Int32Array.from(order, (index) => this.#lat[index] ?? 0);
    this.#lng = Int32Array.from(order, (index) => this.#lng[index] ?? 0);
    this.#isSorted = true;
  }

  #grow(): void {
    const length = this.#ids.length * 2;
    const [ids, lat, lng] = [new Float64Array(length), new Int32Array(length), new Int32Array(length)];
    ids.set(this.#ids);
    lat.set(this.#lat);
    lng.set(this.#lng);
    [this.#ids, this.#lat, this.#lng] = [ids, lat, lng];
  }
}
