import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const CORE = path.resolve(__dirname, '../../../lambda/digest-validator/core');
const ALLOWED = /^(\.\/[a-z-]+|node:crypto|node:zlib)$/;

describe('the core depends on nothing but itself, node:crypto and node:zlib', () => {
  test.each(readdirSync(CORE))('%s', (file) => {
    const source = readFileSync(path.join(CORE, file), 'utf8');
    const imports = ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
    expect(imports.filter((name) => !ALLOWED.test(name))).toEqual([]);
  });

  // The clock, the console, the environment and the network are the callers'.
  test.each(readdirSync(CORE))('%s uses no clock, console, environment or network', (file) => {
    const source = readFileSync(path.join(CORE, file), 'utf8');
    expect(
      source.match(/Date\.now|new Date\(\)|console\.\w|process\.|fetch\(|setTimeout|setInterval|Math\.random/g),
    ).toBeNull();
  });
});
