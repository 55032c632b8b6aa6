/**
 * Takes the image of a report for README.md: the upper part of a run's report.html as a PNG, by headless Chromium.
 * `npm run readme-picture -- RUN_FOLDER [PNG]`; the PNG is docs/report.png by default.
 */
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Size of the image, in CSS pixels. */
const WIDTH = 860;
const HEIGHT = 1000;
/** Pixels per CSS pixel: the first that gives a small enough file is taken, for sharp text on dense screens. */
const SCALES = [2, 1.5, 1.25, 1];
/** A README must load quickly. */
const MAXIMUM_BYTES = 200_000;

/** Cuts the page at the height of the image and fades it out, so that the cut does not look like the end. */
const STYLE = `
body { height: ${HEIGHT}px; padding-top: 2rem; overflow: hidden; }
body::after {
  content: ""; position: absolute; top: ${HEIGHT - 120}px; left: 0; right: 0; height: 120px;
  background: linear-gradient(transparent, var(--paper));
}
`;

const [, , run, out = join('docs', 'report.png')] = process.argv;
try {
  takeScreenshot();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

function takeScreenshot(): void {
  if (run === undefined) {
    throw new Error('the folder of a run is missing: npm run readme-picture -- RUN_FOLDER [PNG]');
  }
  const report = readFileSync(join(run, 'report.html'), 'utf8');
  const chromium = findChromium();
  const folder = mkdtempSync(join(tmpdir(), 'hpa-picture-'));
  try {
    const page = join(folder, 'page.html');
    writeFileSync(page, report.replace('</style>', `${STYLE}</style>`));
    for (const scale of SCALES) {
      const image = join(folder, `${scale}.png`);
      screenshot(page, { chromium, image, scale });
      const { size } = statSync(image);
      if (size < MAXIMUM_BYTES) {
        mkdirSync(dirname(out), { recursive: true });
        copyFileSync(image, out);
        console.log(`${out}: ${size} bytes at scale ${scale}`);
        return;
      }
    }
    throw new Error(`no scale gives an image below ${MAXIMUM_BYTES} bytes: ${SCALES.join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function screenshot(
  page: string,
  { chromium, image, scale }: { readonly chromium: string; readonly image: string; readonly scale: number },
): void {
  execFileSync(
    chromium,
    [
      '--headless',
      '--hide-scrollbars',
      // Chromium refuses to run its sandbox as root, which is who runs in a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--force-device-scale-factor=${scale}`,
      `--window-size=${WIDTH},${HEIGHT}`,
      `--user-data-dir=${dirname(image)}`,
      `--screenshot=${image}`,
      `file://${page}`,
    ],
    { stdio: 'ignore', timeout: 120_000 },
  );
}

/** Returns the path of Chromium or Chrome: that in CHROMIUM, or the first one found. */
function findChromium(): string {
  const { CHROMIUM: chosen, PATH: path = '' } = process.env;
  if (chosen) {
    return chosen;
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const candidates = [
    ...names.flatMap((name) => path.split(delimiter).map((place) => join(place, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  const found = candidates.find(isExecutable);
  if (found === undefined) {
    throw new Error(
      `this needs Chromium or Chrome; found none of ${names.join(', ')} on the PATH. Install one, or set CHROMIUM to its path`,
    );
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
