import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { inChromium, lacksChromium } from './in-chromium.js';
import type { ThreadsReport } from './threads-page.js';

const PAGE = fileURLToPath(new URL('threads-page.ts', import.meta.url));
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const RESTART =
  "EngineUnavailable: the wasm engine must be restarted by dispose() and startBackend('wasm'): ";
const ONE = 'WebAssembly SIMD on CPU, 1 thread';

/** The processor has a fused multiply-add, or not. */
const plain = (device: string): string => device.replace(' with fused multiply-add', '');

async function report({
  query = 'page',
  headers = {},
}: {
  readonly query?: 'page' | 'worker';
  readonly headers?: Readonly<Record<string, string>>;
}): Promise<Exclude<ThreadsReport, { refused: string }>> {
  const reported = await inChromium<ThreadsReport>(PAGE, { query, headers });
  if ('refused' in reported) {
    throw new Error(reported.refused);
  }
  return reported;
}

describe.skipIf(lacksChromium())('wasm in Chromium', () => {
  describe.each(['page', 'worker'] as const)('on an isolated page, called from its %s', (query) => {
    let reported: Awaited<ReturnType<typeof report>>;

    beforeAll(async () => {
      reported = await report({ query, headers: ISOLATED });
    });

    it('runs on as many threads as are asked for, and by default on one per processor', () => {
      expect(reported.isPage).toBe(query === 'page');
      expect(reported.computed.map(({ threads }) => threads)).toEqual([1, 2, 3]);
      expect(reported.computed.map(({ device }) => plain(device))).toEqual([
        ONE,
        'WebAssembly SIMD on CPU, 2 threads',
        'WebAssembly SIMD on CPU, 3 threads',
      ]);
      expect(reported.threadsByDefault).toBe(reported.processors);
    });

    it('computes the same bits on any number of threads', () => {
      const [one, two, three] = reported.computed;
      expect(one!.digests.length).toBeGreaterThan(10);
      expect(two!.digests).toEqual(one!.digests);
      expect(three!.digests).toEqual(one!.digests);
      expect(reported.computed.map(({ tensorsLeft }) => tensorsLeft)).toEqual([0, 0, 0]);
    });

    it('ends the call whose thread is terminated, though no event is handled, and names the kernel', () => {
      const { working, workingLater, before, idle } = reported.ended!;
      expect(working).toBe(
        `${RESTART}thread 2 of 3 ended in kernel selu: it was terminated or ran out of memory`,
      );
      expect(workingLater).toBe(working);
      expect(before).toBe(16);
      // It ends some time after it was terminated: in one of the two kernels of a convolution, or after one.
      const place = /(in kernel|after kernel) (packConv2dWeights|conv2d)( was called)?/;
      expect(idle).toMatch(place);
      expect(idle.replace(place, 'somewhere')).toBe(
        `${RESTART}thread 1 of 2 ended somewhere: it was terminated or ran out of memory`,
      );
    });

    it('ends the call whose kernel traps, names it, and starts again', () => {
      expect(reported.ended!.trap).toMatch(`${RESTART}kernel relu failed on thread 1 of 2: `);
      expect(reported.ended!.restarted).toEqual([9]);
    });
  });

  it('runs on one thread, and says why, where the page is not isolated or allows no worker from a blob', async () => {
    const open = await report({});
    const strict = await report({
      headers: {
        ...ISOLATED,
        'content-security-policy': "default-src 'self'; img-src data:; script-src 'self' 'wasm-unsafe-eval'",
      },
    });
    const reasons = [
      /^more need a page that is cross-origin isolated$/,
      /^more did not start: kernel thread/,
    ];
    for (const [index, { computed }] of [open, strict].entries()) {
      const [one, ...more] = computed;
      expect(plain(one!.device)).toBe(ONE);
      for (const { device, threads, digests } of more) {
        expect(threads).toBe(1);
        expect(digests).toEqual(one!.digests);
        expect(plain(device).startsWith(`${ONE} (`)).toBe(true);
        expect(plain(device).slice(ONE.length + 2, -1)).toMatch(reasons[index]!);
      }
    }
  });
});
