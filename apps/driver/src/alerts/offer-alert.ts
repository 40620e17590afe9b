import type { AlertSettings } from "./alert-settings.ts";

const REPEAT_MS = 2_000;
const VIBRATION_MS = [220, 90, 220];
/** E6 and B6: above engine noise, within what a phone's speaker can do. */
const TONES_HZ = [1_318.5, 1_975.5];
const TONE_S = 0.16;
const VOLUME = 0.35;

let audio: AudioContext | null = null;

/** Lets the page sound later: browsers allow it only from a tap. Call it when the driver goes online. */
export function unlockSound(): void {
  if (typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  void audio.resume();
}

/** Sounds and vibrates every two seconds until the returned function is called. */
export function startOfferAlert(settings: AlertSettings): () => void {
  alertOnce(settings);
  const timer = setInterval(() => alertOnce(settings), REPEAT_MS);
  return () => {
    clearInterval(timer);
    if (settings.hasVibration && canVibrate()) navigator.vibrate(0);
  };
}

/** One round of the alert, also to try it out. */
export function alertOnce(settings: AlertSettings): void {
  if (settings.hasVibration && canVibrate()) navigator.vibrate(VIBRATION_MS);
  if (settings.hasSound) playTones();
}

function canVibrate(): boolean {
  return typeof navigator.vibrate === "function";
}

function playTones(): void {
  if (audio === null || audio.state !== "running") return;
  for (const [index, frequency] of TONES_HZ.entries()) playTone(audio, frequency, audio.currentTime + index * TONE_S);
}

function playTone(context: AudioContext, frequency: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  // A short ramp at both ends: a tone that is cut off clicks.
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(VOLUME, at + 0.015);
  gain.gain.linearRampToValueAtTime(0, at + TONE_S);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + TONE_S);
}
