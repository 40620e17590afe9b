// Loaded with `--import` before a process of the product: that machine's clock is wrong by ATLAS_FAULTS_CLOCK_OFFSET_MS.
const offsetMs = Number(process.env["ATLAS_FAULTS_CLOCK_OFFSET_MS"] ?? 0);
const TrueDate = Date;

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args: [], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [TrueDate.now() + offsetMs] : args, newTarget),
  apply: () => new TrueDate(TrueDate.now() + offsetMs).toString(),
  get: (target, property, receiver) =>
    property === "now" ? () => TrueDate.now() + offsetMs : Reflect.get(target, property, receiver),
});
