// Whatever the core finds can be written down and read back: a run that could not store it would be lost.
import { nextCheckpoint, validateTrail, type Finding } from '../../../lambda/core';
import { checkpointFormat } from '../../../lambda/records/checkpoint';
import { findingLine } from '../../../lambda/records/finding';
import type { Format } from '../../../lambda/records/format';
import { shardResultFormat } from '../../../lambda/records/plan';
import { findingIn } from '../../../lambda/validate/findings';
import { MemoryStore } from '../../support/corpus';
import { corpusOf, requestOf, VECTORS } from '../../support/corpus/vectors';

test.each(VECTORS.filter(({ isSlow }) => isSlow !== true))('$name', async (vector) => {
  const corpus = corpusOf(vector);
  const store = MemoryStore.of(corpus);
  vector.change?.(store, corpus);
  const request = requestOf(vector, corpus);
  const findings: Finding[] = [];
  const { chains } = await validateTrail(store, request, (event) => {
    if (event.type === 'finding') findings.push(findingIn(event));
  });
  findings.forEach((finding) => expectRoundTrip(findingLine, finding));
  chains.forEach((result) => expectRoundTrip(checkpointFormat, nextCheckpoint(result, undefined, request)));
  expectRoundTrip(shardResultFormat, { index: 0, results: chains });
});

function expectRoundTrip<Content extends object>(format: Format<Content>, content: Content): void {
  expect(format.parse(format.stringify(content, 'record'), 'record')).toEqual(content);
}
