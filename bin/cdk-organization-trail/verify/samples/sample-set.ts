/** The samples for a physical name, which is the name of the trail with this at its end. */
export function sampleSet<Samples>(table: Readonly<Record<string, Samples>>, name: string): Samples | undefined {
  const [suffix] = Object.keys(table)
    .filter((key) => name.endsWith(`-${key}`))
    .sort((one, other) => other.length - one.length);
  return suffix === undefined ? undefined : table[suffix];
}
