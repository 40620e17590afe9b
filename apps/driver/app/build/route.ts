export { GET } from "@atlas/features/installed/build-route";
