// Draws the pictures of the documents from their text, for a light and a dark page.
import { readFile, writeFile } from 'node:fs/promises';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

export const PICTURES = ['docs/pictures/architecture'] as const;

/** Colours of the classes in the text: the fill, the line and the text of a box. */
const LIGHT = {
  page: 'none',
  text: '#1f2328',
  line: '#59636e',
  account: '#f6f8fa',
  outside: '#ffffff',
  evidence: '#ddf4ff',
  detection: '#fff1c2',
  prevention: '#fbdfff',
  validation: '#dafbe1',
};
const DARK: typeof LIGHT = {
  page: 'none',
  text: '#f0f6fc',
  line: '#9198a1',
  account: '#151b23',
  outside: '#0d1117',
  evidence: '#0c2d6b',
  detection: '#4b2900',
  prevention: '#3c1e70',
  validation: '#033a16',
};

export async function writePictures(): Promise<void> {
  for (const name of PICTURES) await writeFile(`${name}.svg`, await drawn(name));
}

/** The picture as its text says. The bytes depend on the text and on the version of the library only. */
export async function drawn(name: string): Promise<string> {
  const graphviz = await Graphviz.load();
  const svg = graphviz.dot(await readFile(`${name}.dot`, 'utf8'));
  const from = svg.indexOf('<svg');
  const styled = svg.slice(from).replace(/(<svg[^>]*>)/, `$1\n${style()}`);
  return `${withoutColours(styled).trimEnd()}\n`;
}

/** A colour that stands at an element would hold on a dark page too. */
function withoutColours(svg: string): string {
  return svg.replace(/ (fill|stroke)="(?!none")[^"]*"/g, '').replace(/<!--[^>]*-->\n?/g, '');
}

function style(): string {
  return `<style>\n${rules(LIGHT)}\n@media (prefers-color-scheme: dark) {\n${rules(DARK)}\n}\n</style>`;
}

function rules({ page, text, line, ...classes }: typeof LIGHT): string {
  return [
    `.graph > polygon { fill: ${page}; stroke: none }`,
    `text { fill: ${text} }`,
    `.node path, .cluster path, .cluster polygon, .edge path { stroke: ${line} }`,
    `.edge path { fill: none }`,
    `.edge polygon { fill: ${line}; stroke: ${line} }`,
    ...Object.entries(classes).map(([name, fill]) => `.${name} path, .${name} polygon { fill: ${fill} }`),
  ].join('\n');
}
