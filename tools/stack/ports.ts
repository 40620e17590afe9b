import { connect, createServer } from "node:net";

import { UserFixableError } from "./user-fixable-error.ts";
import type { PortSetting, StackSettings } from "./settings.ts";

export const HOST = "127.0.0.1";

/** Whether a program of ours could listen on the port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  const canListen = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(true)));
  });
  return canListen && !(await isListening(port));
}

// Some systems allow a second listener beside one on the wildcard address.
async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST, timeout: 500 });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host: HOST }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("the system named no port"));
      });
    });
  });
}

/**
 * The settings with a usable port for each of `names`. A busy port is replaced under ATLAS_PORTS=auto and otherwise
 * refused, naming the setting that moves it; ATLAS_PORTS=free takes none of the usual ports.
 */
export async function settlePorts(settings: StackSettings, names: readonly PortSetting[]): Promise<StackSettings> {
  const settled = { ...settings };
  const busy: string[] = [];
  for (const name of names) {
    if (settings.ATLAS_PORTS !== "free" && (await isPortFree(settings[name]))) continue;
    if (settings.ATLAS_PORTS !== "fixed") settled[name] = await findFreePort();
    else busy.push(`port ${settings[name]} (setting ${name})`);
  }
  if (busy.length === 0) return settled;
  throw new UserFixableError(
    `${busy.join(", ")} ${busy.length === 1 ? "is" : "are"} used by another program. Stop it, set another port ` +
      "(for example WEB_PORT=4000 npm start), or let Atlas choose free ones: ATLAS_PORTS=auto npm start.",
  );
}
