import { Limiter } from '../../../lambda/core';

/** Tasks that end one by one, in the order in which they began. */
function tasks() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const task = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const endOne = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, task, endOne };
}

describe('Limiter', () => {
  test('lets tasks of low priority wait until no other waits', async () => {
    const { begun, task, endOne } = tasks();
    const limiter = new Limiter(1);
    const done = Promise.all([
      limiter.run(task('first')),
      limiter.run(task('low 1'), true),
      limiter.run(task('low 2'), true),
      limiter.run(task('second')),
      limiter.run(task('third')),
    ]);
    for (let count = 0; count < 5; count++) await endOne();
    await done;
    expect(begun).toEqual(['first', 'second', 'third', 'low 1', 'low 2']);
  });

  test('begins as many more as a higher limit lets through', async () => {
    const { begun, task, endOne } = tasks();
    const limiter = new Limiter(1);
    const done = Promise.all(['a', 'b', 'c', 'd'].map((name) => limiter.run(task(name))));
    limiter.limit = 3;
    expect(begun).toEqual(['a']);
    await endOne();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    for (let count = 0; count < 3; count++) await endOne();
    await done;
  });

  test('gives the place of a task that failed to the next', async () => {
    const limiter = new Limiter(1);
    const failed = limiter.run(() => Promise.reject(new Error('failed')));
    const next = limiter.run(() => Promise.resolve('done'));
    await expect(failed).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });
});
