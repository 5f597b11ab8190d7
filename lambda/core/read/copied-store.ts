import type { ValidationRequest } from '../model/request';
import { isReadFailure, passedOn, type ListedObject, type Store } from '../model/store';

/**
 * The store by which a request is verified. Of a declared copy of the bucket nothing but names and contents counts, as of
 * a folder: its objects have the times at which they were copied, and the copy may have lost their metadata.
 */
export function storeOf({ copyOf }: Pick<ValidationRequest, 'copyOf'>, store: Store): Store {
  if (copyOf === undefined) return store;
  return {
    ...passedOn(store),
    dropsMetadata: true,
    listObjects: (bucket, range) => withoutTimes(store.listObjects(bucket, range)),
    listFolders: (bucket, prefix, onObject) =>
      store.listFolders(bucket, prefix, onObject && ((object) => onObject(withoutTime(object)))),
    readObject: async (bucket, key, streamAbove) => {
      const object = await store.readObject(bucket, key, streamAbove);
      return isReadFailure(object) ? object : { body: object.body, metadata: object.metadata };
    },
  };
}

async function* withoutTimes(pages: ReturnType<Store['listObjects']>): AsyncGenerator<readonly ListedObject[]> {
  for await (const page of pages) yield page.map(withoutTime);
}

function withoutTime({ key, size }: ListedObject): ListedObject {
  return { key, size };
}
