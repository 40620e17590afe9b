import type { NoticeTexts } from "./notice-texts.ts";

export const noticeEn: NoticeTexts = {
  matched: "Your driver is on the way",
  queued: "Your driver comes next to you",
  arriving: "Your driver is almost there",
  arrived: "Your driver is here",
  cancelled: "Your ride was cancelled",
  redispatched: "Your driver cannot come",
  expired: "No driver took your ride in time",
  finished: "You have arrived",
  lookFor: (car) => `Look for ${car}`,
  noFee: "Nothing was charged.",
  fee: (amount) => `Cancellation fee: ${amount}`,
  searching: "Another driver is being looked for, at the same price.",
  tryAgain: "Nothing was charged. Try again?",
  receipt: (amount) => `${amount} · See the receipt and rate the ride`,
};
