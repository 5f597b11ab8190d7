const hash = /[0-9a-f]{64}/g;

export = {
  test: (value: unknown): boolean => typeof value === 'string' && value.search(hash) >= 0,
  serialize: (value: string): string => JSON.stringify(value.replace(hash, '<asset hash>')),
};
