import { withPublicKeys, type Store } from '../../../lambda/core';

/** A store that asks for the public keys of a Region and a time once, however many shards need them. */
export function keysOnce(store: Store): Store {
  const answers = new Map<string, ReturnType<Store['readPublicKeys']>>();
  return withPublicKeys(store, (region, range) => {
    const name = `${region} ${range.start} ${range.end}`;
    const answer = answers.get(name) ?? store.readPublicKeys(region, range);
    answers.set(name, answer);
    return answer;
  });
}
