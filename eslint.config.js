import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

export default tseslint.config({
  files: ["frontend/**/*.ts"],
  extends: [tseslint.configs.recommended],
  languageOptions: {
    parserOptions: {
      projectService: { allowDefaultProject: ["frontend/service-worker.ts"] },
      tsconfigRootDir: fileURLToPath(new URL(".", import.meta.url)),
    },
  },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": "error",
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-console": "error",
    "prefer-const": "error",
  },
});
