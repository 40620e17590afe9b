import { createContext } from "react";

/** What is to be added to the device's time to get Atlas's, in milliseconds; null while the app does not know. */
export const ClockOffsetContext = createContext<number | null>(null);
