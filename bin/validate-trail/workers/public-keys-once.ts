import type { Store } from '../../../lambda/core';

/** A store that asks for the public keys of a Region and a time once, however many shards need them. */
export function keysOnce(store: Store): Store {
  const answers = new Map<string, ReturnType<Store['readPublicKeys']>>();
  return {
    dropsMetadata: store.dropsMetadata,
    listObjects: (bucket, range) => store.listObjects(bucket, range),
    listFolders: (bucket, prefix, onObject) => store.listFolders(bucket, prefix, onObject),
    readObject: (bucket, key, streamAbove) => store.readObject(bucket, key, streamAbove),
    readHistory: store.readHistory?.bind(store),
    readPublicKeys(region, range) {
      const name = `${region} ${range.start} ${range.end}`;
      const answer = answers.get(name) ?? store.readPublicKeys(region, range);
      answers.set(name, answer);
      return answer;
    },
  };
}
