export { NEXT_CONFIG as default } from "@atlas/features/next-config";
