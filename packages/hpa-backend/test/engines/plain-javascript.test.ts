import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('auto where only plain JavaScript runs', () => {
  it('warns once on the console, with the reason of every other engine, and gives them in passedOver', () => {
    const script = `
      const { startBackend } = await import('${new URL('../../dist/index.js', import.meta.url)}');
      (await startBackend('auto')).dispose();
      console.log(JSON.stringify(await startBackend('auto')));
    `;
    // Without a compiler, V8 has no WebAssembly.
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--jitless', '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    const { name, passedOver } = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
      readonly name: string;
      readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
    };
    expect(name).toBe('cpu');
    expect(passedOver.map((engine) => engine.name)).toEqual(['tensorflow', 'webgpu', 'webgl', 'wasm']);
    expect(passedOver[3]!.reason).toBe(
      'there is no WebAssembly here: do not switch it off, as `node --jitless` does',
    );
    for (const { name, reason } of passedOver) {
      expect(stderr).toContain(`not ${name}: ${reason}`);
    }
    expect(stderr.match(/no engine started but plain JavaScript/g)).toHaveLength(1);
  });
});
