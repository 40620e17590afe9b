import { rmSync } from "node:fs";
import { stateDirs } from "@atlas/stack/paths";
import { Acknowledged } from "./acknowledged.ts";
import { Load } from "./load.ts";
import { StackUnderTest } from "./stack-under-test.ts";
import { settleTown, type Town } from "./town.ts";

/** Where faults are planted: a running Atlas, its people, and what was acknowledged to them so far. */
export interface Scene extends AsyncDisposable {
  readonly stack: StackUnderTest;
  readonly town: Town;
  readonly load: Load;
  readonly acknowledged: Acknowledged;
  /** Lets a part of a fault go on while the load does; it is waited for at the load's end. */
  readonly beside: (work: Promise<void>) => void;
  readonly besides: () => Promise<void>;
}

export interface SceneOptions {
  readonly stateDir: string;
  readonly riders: number;
  readonly drivers: number;
  /** Makes ready what must stand before the servers start; returns what takes it away. */
  readonly prepare?: (postgresDir: string) => () => void;
}

/** Starts two gateways and two workers on servers of their own, with money in all wallets and all drivers on the map. */
export async function openScene({ stateDir, riders, drivers, prepare }: SceneOptions): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const dirs = stateDirs(stateDir);
  opened.defer(() => rmSync(dirs.state, { recursive: true, force: true }));
  const unprepare = prepare?.(dirs.postgres);
  if (unprepare !== undefined) opened.defer(unprepare);
  const stack = opened.use(await StackUnderTest.open(dirs));
  const town = await settleTown(stack.databaseUrl, { riders, drivers });
  const apps = ["gateway-1", "gateway-2", "worker-1", "worker-2"] as const;
  await Promise.all(apps.map((name) => stack.startApp(name)));
  const acknowledged = new Acknowledged();
  const load = new Load(town, stack.gatewayUrls, acknowledged);
  opened.defer(() => load.stop());
  await load.prepare();
  const works: Promise<void>[] = [];
  const resources = opened.move();
  return {
    stack,
    town,
    load,
    acknowledged,
    beside: (work) => void works.push(work),
    besides: async () => void (await Promise.all(works.splice(0))),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
