// The part of JSONPath that the documents under test use: names, positions, and the last element of a list.

const STEP = /\.(?<name>\w+)|\[(?<position>\d+)\]|(?<last>\[-1:\])|(?<end>\[-1\])/gy;

/** The value at the path; undefined where there is none. A path to the last element gives a list, of one or none. */
export function select(value: unknown, path: string): unknown {
  if (!path.startsWith('$')) throw new Error(`not a JSONPath: ${path}`);
  const steps = [...path.slice(1).matchAll(STEP)];
  if (steps.map(([text]) => text).join('') !== path.slice(1)) throw new Error(`JSONPath not understood: ${path}`);
  const several = steps.some(({ groups }) => groups?.last !== undefined);
  const found = steps.reduce<unknown[]>(
    (values, { groups }) => values.flatMap((item) => child(item, groups ?? {})),
    [value],
  );
  return several ? found : found[0];
}

function child(value: unknown, { name, position }: Record<string, string | undefined>): unknown[] {
  if (name !== undefined) {
    const item = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
    return item === undefined || item === null ? [] : [item];
  }
  if (!Array.isArray(value)) return [];
  return position === undefined ? value.slice(-1) : value.slice(Number(position), Number(position) + 1);
}
