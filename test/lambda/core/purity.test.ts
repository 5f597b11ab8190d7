import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const CORE = path.resolve(__dirname, '../../../lambda/core');
const FILES = readdirSync(CORE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

// The clock, the console, the environment and the network belong to the callers.
test.each(FILES)('%s uses no clock, console, environment or network', (file) => {
  const source = readFileSync(path.join(CORE, file), 'utf8');
  expect(
    source.match(/Date\.now|new Date\(\)|console\.\w|process\.|fetch\(|setTimeout|setInterval|Math\.random/g),
  ).toBeNull();
});
