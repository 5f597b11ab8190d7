/** A name as Athena takes it without quotes: lower-case letters, digits and underscores. */
export function withUnderscores(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '_');
}
