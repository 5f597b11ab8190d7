import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globalChain } from '../../../lambda/core/format/object-keys';
import { partitionNamed, partitionOf, PARTITIONS } from '../../../lib/shared/partitions';
import { RULES } from '../../../lib/shared/rules';

interface KeptPartition {
  readonly id: string;
  readonly regions: Readonly<Record<string, object>>;
  readonly regionRegex: string;
  readonly outputs: { readonly dnsSuffix: string; readonly implicitGlobalRegion: string };
}

/** The AWS SDK's list, which AWS keeps. No package exports it as a whole. */
const FILE = 'node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';
const [, list = ''] =
  /partitionsInfo = (\{[^]*?\n\});/.exec(readFileSync(path.join(__dirname, '../../..', FILE), 'utf8')) ?? [];
const KEPT = (JSON.parse(list) as { partitions: KeptPartition[] }).partitions.map(
  ({ id, regions, regionRegex, outputs }) => ({
    id,
    regionRegex: regionRegex.replaceAll('\\-', '-'),
    regions: Object.keys(regions).filter((region) => !region.endsWith('-global')),
    ...outputs,
  }),
);

test('the partitions are those of the AWS SDK, the European Sovereign Cloud included', () => {
  expect(PARTITIONS.map(({ name }) => name).sort()).toEqual(KEPT.map(({ id }) => id).sort());
  expect(partitionOf('eusc-de-east-1')).toBe('aws-eusc');
});

describe.each(KEPT)('$id', ({ id, regionRegex, regions, dnsSuffix, implicitGlobalRegion }) => {
  const partition = partitionNamed(id);

  test('its Regions, those to come too, and its suffix', () => {
    expect(partition.regions.source).toBe(regionRegex);
    expect(partition.dnsSuffix).toBe(dnsSuffix);
    expect(partition.organizations).toBe(implicitGlobalRegion);
    expect([partition.iam, partition.organizations].map(partitionOf)).toEqual([id, id]);
  });

  test.each(regions)('%s is of this partition and well formed', (region) => {
    expect(partitionOf(region)).toBe(id);
    expect(region).toMatch(RULES.region.pattern);
  });

  test('the core records calls of global services in the same Region', () => {
    const arn = `arn:${id}:cloudtrail:${regions[0]}:111111111111:trail/organization-trail`;
    const trail = { arn, bucket: 'trail-logs' };
    expect(globalChain(trail, '222222222222').region).toBe(partition.organizations);
  });
});

test('a Region of no partition that is known', () => {
  expect(partitionOf('xx-east-1')).toBeUndefined();
  expect(partitionNamed('aws-xx').name).toBe('aws');
});
