import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lacksChromium, openInChromium } from '../../../hpa-backend/test/browser/in-chromium.js';
import type { EmbeddedCells } from '../../src/embed/embedded-cells.js';
import { spriteSheets } from '../../src/embed/sprite-sheets.js';
import { embeddingPage } from '../../src/pages/embedding-page.js';
import { embeddedFixture } from '../embed/embedded-fixture.js';

async function* images() {
  for (const level of [90, 200]) {
    yield { height: 8, width: 8, data: new Uint8Array(8 * 8 * 4).fill(level) };
  }
}

async function render(changed: Partial<EmbeddedCells> = {}): Promise<string> {
  return embeddingPage(embeddedFixture(changed), {
    seed: 1,
    shownNeighbors: 1,
    sheets: await spriteSheets(images()),
    tiles: [0, -1, 1, -1],
  });
}

/** A map of many cells in a grid, the neighbors of each those beside it. */
function grid(side: number): Partial<EmbeddedCells> {
  const count = side * side;
  const rows = Array.from({ length: count }, (_, cell) => cell);
  return {
    ids: rows.map((cell) => `cell-${cell}`),
    groups: rows.map((cell) => `group ${cell % 50}`),
    labels: rows.map(() => 'Cytosol'),
    predicted: rows.map(() => 'Cytosol'),
    scores: rows.map(() => [0.9, 0.1]),
    features: { count, dimensions: 1, values: new Float32Array(count) },
    neighbors: {
      count: 1,
      indices: Int32Array.from(rows, (cell) => (cell + 1) % count),
      distances: new Float64Array(count).fill(1),
    },
    pca: { components: 1, scores: Float64Array.from(rows), variances: [1], shares: [1] },
    umap: Float64Array.from(rows.flatMap((cell) => [cell % side, Math.floor(cell / side)])),
  };
}

/** Opens pages in frames, does there what people do, and posts what they then show. */
const SCRIPT = `
const open = async (name, width) => {
  const frame = document.createElement('iframe');
  frame.style = 'border: 0; height: 844px; width: ' + width + 'px';
  frame.src = '/' + name + '.html';
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve));
  const page = frame.contentDocument;
  const find = (id) => page.getElementById(id);
  const map = find('map');
  const settle = () => new Promise((resolve) => frame.contentWindow.requestAnimationFrame(() => setTimeout(resolve, 20)));
  const key = async (name) => {
    map.dispatchEvent(new frame.contentWindow.KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
    await settle();
  };
  const mouse = async (type, x, y) => {
    const box = map.getBoundingClientRect();
    map.dispatchEvent(new frame.contentWindow.PointerEvent(type, { clientX: box.left + x * box.width, clientY: box.top + y * box.height, bubbles: true }));
    await settle();
  };
  await settle();
  return { page, find, map, key, mouse, settle };
};
const painted = ({ map }) => {
  const { data } = map.getContext('2d').getImageData(0, 0, map.width, map.height);
  let pixels = 0;
  for (let at = 3; at < data.length; at += 4) {
    pixels += data[at] > 0 ? 1 : 0;
  }
  return pixels;
};
const report = {};
const small = await open('small', 1000);
const { page, find, key, mouse, settle } = small;
report.shown = !find('explorer').hidden;
report.painted = painted(small) > 50;
report.legend = [...find('legend').children].map((each) => each.textContent.trim());
await key('ArrowRight');
report.pointed = [find('tip').hidden, find('status').textContent];
await key('Enter');
report.chosen = [find('panel').querySelector('h2').textContent, [...find('panel').querySelectorAll('li strong')].map((each) => each.textContent)];
report.thumbnail = find('panel').querySelector('.thumbnail').className;
find('panel').querySelector('li button').click();
await settle();
report.next = find('panel').querySelector('h2').textContent;
await key('Escape');
report.released = find('panel').querySelector('h2') === null;
find('search').value = '=B';
find('search').dispatchEvent(new Event('input', { bubbles: true }));
await settle();
report.found = find('panel').querySelector('h2').textContent;
page.querySelectorAll('input[name=color]')[2].click();
page.querySelectorAll('input[name=map]')[1].click();
await settle();
report.groups = [...find('legend').children].map((each) => each.textContent.trim());
const before = painted(small);
find('legend').firstElementChild.click();
await settle();
report.pressed = find('legend').firstElementChild.getAttribute('aria-pressed');
find('zoom-in').click();
await settle();
report.zoomed = painted(small) !== before;
await key('0');
// On the map by PCA the cells lie at the left and the right end, in the middle of the height or a little off.
await key('Escape');
await mouse('pointermove', 0.5, 0.02);
report.nothing = find('tip').hidden;
const large = await open('large', 390);
report.large = painted(large) > 1000;
await large.mouse('pointermove', 0.5, 0.5);
report.hovered = large.find('tip').textContent.includes('cell-');
{
  const tip = large.find('tip').getBoundingClientRect();
  const map = large.map.getBoundingClientRect();
  const [x, y] = [map.left + map.width / 2, map.top + map.height / 2];
  report.tip = {
    inside: tip.left >= map.left && tip.right <= map.right && tip.top >= map.top && tip.bottom <= map.bottom,
    covers: tip.left <= x && x <= tip.right && tip.top <= y && y <= tip.bottom,
    // No higher than its thumbnail: words have room beside it.
    low: tip.height < 120,
  };
}
await large.mouse('click', 0.5, 0.5);
report.clicked = large.find('panel').querySelector('h2')?.textContent.startsWith('cell-');
report.overflows = {};
for (const width of [320, 390, 820, 1280]) {
  const opened = await open('small', width);
  await opened.key('ArrowRight');
  await opened.key('Enter');
  const root = opened.page.documentElement;
  report.overflows[width] = root.scrollWidth - root.clientWidth;
}
report.unnamed = [...page.querySelectorAll('button, input, canvas, [role=img]')].filter((each) => !(each.getAttribute('aria-label') || each.textContent.trim() || each.closest('label')?.textContent.trim())).length;
await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
`;

describe('embeddingPage', () => {
  it('loads nothing, and lets run no script but its own', async () => {
    const page = await render();
    expect(page).not.toMatch(/<link|src="|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
    const [, script] = /<script>([\s\S]*?)<\/script>\n<\/body>/.exec(page)!;
    const digest = createHash('sha256').update(script!).digest('base64');
    expect(page).toContain(
      `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest}'`,
    );
    expect(page).toContain('.sheet-0 { background-image: url(data:image/webp;base64,');
  });

  it('lets no name of a cell or a model become markup', async () => {
    const page = await render();
    expect(page).toContain('4 cells as net &lt;b&gt; sees them');
    expect(page).not.toContain('a</script>');
    const [, json] = /<script type="application\/json" id="embedding-data">([\s\S]*?)<\/script>/.exec(page)!;
    const data = JSON.parse(json!);
    expect(data.ids).toEqual(['a</script>', '=b', 'c', 'd']);
    expect(data.likely[0]).toBe('Cytosol 75\u00a0%, Nucleoli/fibrillar 25\u00a0%');
    // One neighbor of the two is shown.
    expect(data.neighbors).toEqual({ count: 1, indices: [1, 0, 3, 2], distances: [0.9, 0.9, 1, 1] });
  });

  it('fits both maps into the same square: x from 0 to 1, y by the same scale, downwards', async () => {
    const page = await render();
    const [, json] = /id="embedding-data">([\s\S]*?)<\/script>/.exec(page)!;
    const [umap, pca] = JSON.parse(json!).maps;
    // UMAP is 4 wide and 1 high; PCA 5 wide and 1 high.
    expect(umap).toEqual({ name: 'UMAP', points: [0, 0.625, 0, 0.375, 1, 0.625, 1, 0.375] });
    expect(pca).toEqual({ name: 'PCA', points: [0, 0.6, 0, 0.4, 1, 0.6, 1, 0.4] });
  });

  it('has a still picture of the map for browsers without scripts', async () => {
    const page = await render();
    const [, still] = /<noscript>([\s\S]*?)<\/noscript>/.exec(page)!;
    expect(still!.match(/<use /g)).toHaveLength(4);
    expect(still).toContain('no label (1)');
  });

  it.skipIf(lacksChromium())(
    'is used by keyboard and mouse in a browser, with many cells and on a phone too',
    async () => {
      const files = new Map([
        ['/small.html', await render()],
        [
          '/large.html',
          embeddingPage(embeddedFixture(grid(30)), {
            seed: 1,
            shownNeighbors: 1,
            sheets: [],
            tiles: new Array(900).fill(-1),
          }),
        ],
        ['/', `<link rel="icon" href="data:,"><body><script type="module">${SCRIPT}</script>`],
      ]);
      const report = await openInChromium<Record<string, unknown>>({ files });
      expect(report).toEqual({
        shown: true,
        painted: true,
        legend: ['Cytosol (1)', 'Nucleoli/fibrillar (1)', 'Cytosol|Nucleoli/fibrillar (1)', 'no label (1)'],
        pointed: [
          false,
          'a</script>, label Cytosol, prediction Cytosol, group one, most probable Cytosol 75\u00a0%, Nucleoli/fibrillar 25\u00a0%',
        ],
        chosen: ['a</script>', ['=b']],
        thumbnail: 'thumbnail sheet-0',
        next: '=b',
        released: true,
        found: '=b',
        groups: ['one (2)', 'two (1)', 'no group (1)'],
        pressed: 'true',
        zoomed: true,
        nothing: true,
        large: true,
        hovered: true,
        tip: { inside: true, covers: false, low: true },
        clicked: true,
        overflows: { 320: 0, 390: 0, 820: 0, 1280: 0 },
        unnamed: 0,
      });
    },
  );
});
