export { proxy } from "@atlas/features/proxy";
