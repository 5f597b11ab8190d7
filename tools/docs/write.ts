// Writes the tables of the documents that are made of tables in the code, and draws the pictures. A test fails where they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { costTables } from './costs';
import { writePictures } from './picture';
import { documentTables, sectionOf } from './tables';

void writeDocuments();

async function writeDocuments(): Promise<void> {
  await writePictures();
  for (const table of [...documentTables(), ...costTables()]) {
    const page = await readFile(table.file, 'utf8');
    const { from, to } = sectionOf(page, table);
    const [head, ...rows] = table.cells;
    const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
    const written = `${page.slice(0, from)}\n\n${lines.join('\n')}\n\n${page.slice(to)}`;
    const options = await resolveConfig(table.file);
    await writeFile(table.file, await format(written, { ...options, filepath: table.file }));
  }
}
