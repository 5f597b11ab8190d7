// What a person has acknowledged is one act, as it was seen. The next act on the same object is another one.
import { gzipSync } from 'node:zlib';
import type { Acknowledgement } from '../../../lambda/core';
import { HOUR, logFileKey } from '../../support/corpus';
import { ACCOUNT, REGION, smallCorpus, START } from './harness';
import { validatorOf, type Validator } from './validator';

interface Scene {
  readonly validator: Validator;
  readonly digest: string;
  readonly logFile: string;
  /** Writes an object as somebody does who may: S3 says when. */
  put(key: string, body: Buffer): void;
  restore(key: string): void;
  remove(key: string): void;
  /** Acknowledges what is open now. */
  acknowledge(): void;
  /** The next run. */
  next(isSweep?: boolean): Promise<string[]>;
}

type Act = (scene: Scene) => void;

function open(): Scene {
  const validator = validatorOf(smallCorpus({ hours: 60 }));
  const { store, corpus } = validator;
  const digest = corpus.chain().normalKeys[5];
  const [logFile] = corpus.chain().logFilesOf(digest);
  let hours = 36;
  let writes = 0;
  // A log file that no digest lists is judged after a day: what is written here was written long before.
  const writtenAt = () => START + 6 * HOUR + 1000 * writes++;
  let acknowledged: Acknowledgement[] = [];
  return {
    ...{ validator, digest, logFile },
    put: (key, body) =>
      void store.objects.set(key, {
        ...(corpus.read(key) ?? { metadata: {} }),
        body,
        lastModified: writtenAt(),
      }),
    restore(key) {
      const { body = Buffer.from(''), metadata = {} } = corpus.read(key) ?? {};
      store.objects.set(key, { body, metadata: { ...metadata }, lastModified: writtenAt() });
    },
    remove: (key) => void store.objects.delete(key),
    acknowledge: () => void (acknowledged = [...acknowledged, ...validator.seen()]),
    async next(isSweep = false) {
      const { codes } = await validator.run(START + hours * HOUR, { sweep: isSweep, acknowledged });
      hours += 0.5;
      return [...codes];
    },
  };
}

const modify =
  (text: string): Act =>
  ({ put, logFile }) =>
    put(logFile, gzipSync(text));
const removeLogFile: Act = ({ remove, logFile }) => remove(logFile);
const restoreLogFile: Act = ({ restore, logFile }) => restore(logFile);
const spoilDigest =
  (text: string): Act =>
  ({ put, digest }) =>
    put(digest, Buffer.from(text));
const removeDigest: Act = ({ remove, digest }) => remove(digest);
const restoreDigest: Act = ({ restore, digest }) => restore(digest);
const injected = logFileKey(smallCorpus().place, ACCOUNT, REGION, START + 5.2 * HOUR, 'INJECTEDINJECT00');
const inject =
  (text: string): Act =>
  ({ put }) =>
    put(injected, gzipSync(text));
const nothing: Act = () => undefined;

describe('an acknowledgement', () => {
  test.each<[string, Act, Act, Act, string]>([
    [
      'a log file that was deleted, restored and deleted',
      removeLogFile,
      restoreLogFile,
      removeLogFile,
      'log-file-missing',
    ],
    [
      'a log file that was changed, restored and changed',
      modify('{}'),
      restoreLogFile,
      modify('{}'),
      'log-file-modified',
    ],
    ['a log file that was changed and changed again', modify('{}'), nothing, modify('[]'), 'log-file-modified'],
    ['a log file that was changed and then deleted', modify('{}'), nothing, removeLogFile, 'log-file-missing'],
    ['a log file that was deleted and then put', removeLogFile, nothing, modify('{}'), 'log-file-modified'],
    ['a digest that was deleted, restored and deleted', removeDigest, restoreDigest, removeDigest, 'digest-missing'],
    [
      'a digest that was changed and changed again',
      spoilDigest('one'),
      nothing,
      spoilDigest('two'),
      'digest-malformed',
    ],
    ['an injected log file that was written again', inject('{}'), nothing, inject('[]'), 'log-file-unlisted'],
  ])('holds for what was seen alone: %s', async (_, first, between, second, code) => {
    const scene = open();
    await scene.next();
    first(scene);
    expect(await scene.next(true)).not.toEqual([]);
    scene.acknowledge();
    expect([await scene.next(), await scene.next(true)]).toEqual([[], []]);
    between(scene);
    expect([await scene.next(), await scene.next(true)]).toEqual([[], []]);
    second(scene);
    expect(await scene.next(true)).toContain(code);
    expect(await scene.next()).toContain(code);
  });

  test('does not hold for what has changed since a person looked at it', async () => {
    const scene = open();
    await scene.next();
    modify('{}')(scene);
    await scene.next(true);
    scene.acknowledge();
    modify('[]')(scene);
    const [before] = scene.validator.checkpoints[0].openItems;
    expect([await scene.next(true), await scene.next()]).toEqual([['log-file-modified'], ['log-file-modified']]);
    expect(scene.validator.checkpoints[0].openItems[0].firstSeen).toBeGreaterThan(before.firstSeen);
  });

  test.each<[string, Act]>([
    ['a log file that is gone', removeLogFile],
    ['a log file that was changed', modify('{}')],
    ['a digest that is gone', removeDigest],
    ['a digest that was changed', spoilDigest('one')],
    ['an injected log file', inject('{}')],
  ])('holds for as long as nothing happens, in hourly runs and in sweeps: %s', async (_, act) => {
    const scene = open();
    await scene.next();
    act(scene);
    expect(await scene.next(true)).not.toEqual([]);
    scene.acknowledge();
    for (let run = 0; run < 8; run++) expect([run, await scene.next(run % 2 === 0)]).toEqual([run, []]);
  });

  test('written before anything was found acknowledges nothing', async () => {
    const scene = open();
    const { validator, logFile } = scene;
    await scene.next();
    removeLogFile(scene);
    const name = `log-file-missing ${ACCOUNT} ${REGION} s3://${validator.corpus.place.bucket}/${logFile}`;
    const { result } = await validator.run(START + 40 * HOUR, { sweep: true, acknowledged: [{ name }] });
    expect(result.verdict).toBe('INVALID');
  });

  test('is over once its object is verified', async () => {
    const scene = open();
    await scene.next();
    removeLogFile(scene);
    await scene.next(true);
    scene.acknowledge();
    await scene.next();
    expect(scene.validator.checkpoints[0].openItems).toHaveLength(1);
    restoreLogFile(scene);
    await scene.next();
    expect(scene.validator.checkpoints[0].openItems).toEqual([]);
  });

  test('takes no room from what may still be found', async () => {
    const scene = open();
    const { validator } = scene;
    await scene.next();
    const keyOf = (index: number) =>
      logFileKey(
        validator.corpus.place,
        ACCOUNT,
        REGION,
        START + 5.2 * HOUR,
        `INJECTED${String(index).padStart(8, '0')}`,
      );
    for (let index = 0; index < 500; index++) scene.put(keyOf(index), gzipSync('{}'));
    await scene.next(true);
    scene.acknowledge();
    for (let index = 500; index < 900; index++) scene.put(keyOf(index), gzipSync('{}'));
    await scene.next(true);
    expect(validator.checkpoints[0].openItems).toHaveLength(900);
  });
});
