import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "happy-dom",
    pool: "threads", // a process for each file takes a sixth more
    include: ["test/**/*.test.{ts,mjs}"],
    restoreMocks: true,
    css: true,
    setupFiles: ["test/keeping_focus.ts"],
    // A busy machine is no reason to fail: a test that hangs is ended all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
