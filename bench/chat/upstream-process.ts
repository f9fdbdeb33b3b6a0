import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';

// The bare upstream, in a process of its own: what it takes is nobody's but its own. Told by message how to answer.

export interface UpstreamOrder {
  tokens: number;
  gapMs: number;
}

const provider = await startFakeProvider();
process.on('disconnect', () => process.exit());
process.on('message', ({ tokens, gapMs }: UpstreamOrder) => {
  provider.calls.length = 0;
  provider.always({ tokens: wordsOf(tokens), tokenGapMs: gapMs });
  process.send!('ready');
});
process.send!(provider.baseUrl);

/** Every so many words a marker, as in an answer that cites. */
function wordsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => (index % 25 === 24 ? ' [1].' : ' leave'));
}
