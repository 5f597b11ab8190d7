import { PARTITIONS } from '../../../lib/shared/partitions';
import { Corpus } from '../../support/corpus';
import { ORGANIZATION, verify } from './served';

test.each(PARTITIONS)('a trail of the partition $name, its Regions found by their folders', async (partition) => {
  const corpus = new Corpus({ ...ORGANIZATION, hours: 12, regions: [partition.iam] });
  expect(corpus.trailArn).toContain(`arn:${partition.name}:cloudtrail:${partition.iam}:`);
  const { status, stdout, stderr } = await verify(corpus);
  expect(stderr).toBe('');
  expect(stdout).toContain('\n20/20 digest files valid\n40/40 log files valid\n');
  expect(status).toBe(0);
});

test('a Region that is newer than this version', async () => {
  const { status, stdout } = await verify(new Corpus({ ...ORGANIZATION, regions: ['nz-north-1'] }));
  expect(stdout).toContain('Verdict: VALID');
  expect(status).toBe(0);
});
