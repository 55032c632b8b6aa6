import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PACKAGE = fileURLToPath(new URL('../../..', import.meta.url));
/** One pixel each: the colored one is [10, 30, 50], the gray one 7. */
const COLORED =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPgkjMCAACQAFsDXdHKAAAAAElFTkSuQmCC';
const GRAY = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgBwAACQAIICPDjAAAAABJRU5ErkJggg==';

describe('@hpa/data/node where sharp is not installed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hpa-no-sharp-'));

  beforeAll(() => {
    // A copy of the build in a folder of its own: from there, Node finds the other dependencies and no sharp.
    const copy = join(folder, 'node_modules/@hpa/data');
    for (const part of ['package.json', 'dist', 'workers']) {
      cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
    }
    const { dependencies } = createRequire(import.meta.url)(join(PACKAGE, 'package.json')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const root = join(PACKAGE, '../../node_modules');
    for (const name of [...Object.keys(dependencies), '@tensorflow/tfjs-core']) {
      mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
      symlinkSync(join(root, name), join(folder, 'node_modules', name));
    }
    writeFileSync(join(folder, 'colored.png'), Buffer.from(COLORED, 'base64'));
    writeFileSync(join(folder, 'gray.png'), Buffer.from(GRAY, 'base64'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (script: string): string[] =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: folder,
      encoding: 'utf8',
    }).split('\n');

  it('reads 8-bit gray PNG, and says of any other image how to install sharp, in this thread and in others', () => {
    const [gray, here, there] = run(`
      import { openImages, readCellImage } from '@hpa/data/node';
      const of = (file) => ({ microtubules: file, protein: file, nucleus: file });
      const gray = { microtubules: 'gray.png', protein: './gray.png', nucleus: '././gray.png' };
      console.log([...(await readCellImage(gray)).data].join());
      const tell = ({ message }) => console.log(message);
      await readCellImage(of('colored.png')).catch(tell);
      const images = openImages({ height: 1, width: 1, threads: 1 });
      await images.image({ id: 'a', labels: [], channels: of('colored.png') }).catch(tell);
      await images.close();
    `);
    expect(gray).toBe('7,7,7,0');
    expect(here).toBe('@hpa/data/node reads images by sharp: npm install sharp');
    expect(there).toBe(here);
  });

  it('says why an installed sharp does not load, as on a platform that it has no binary for', () => {
    mkdirSync(join(folder, 'node_modules/sharp'));
    writeFileSync(
      join(folder, 'node_modules/sharp/index.js'),
      'throw new Error("Could not load the module\\nmore");',
    );
    const [message] = run(`
      import { readCellImage } from '@hpa/data/node';
      await readCellImage({ microtubules: 'colored.png', protein: 'colored.png', nucleus: 'colored.png' })
        .catch(({ message }) => console.log(message));
    `);
    expect(message).toBe(
      '@hpa/data/node reads images by sharp, which does not load: Could not load the module',
    );
  });
});
