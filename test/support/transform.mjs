// Translates TypeScript for jest. It checks no types: `tsc` does, once for all files.
import { transformSync } from 'esbuild';

export default {
  process(source, file, { transformerConfig }) {
    return transformSync(source, { loader: 'ts', sourcefile: file, sourcemap: 'external', ...transformerConfig });
  },
};
