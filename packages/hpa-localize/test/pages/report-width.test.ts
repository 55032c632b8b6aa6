import { describe, expect, it } from 'vitest';
import { lacksChromium, openInChromium } from '../../../hpa-backend/test/browser/in-chromium.js';
import { reportPage } from '../../src/pages/report-page.js';
import { searchPage } from '../../src/pages/search-page.js';
import { multiLabelFixture } from '../report/multi-label-fixture.js';
import { repeatedModel, reportFixture } from '../report/report-fixture.js';
import { searchFixture } from './search-fixture.js';

/** Opens every report at the widths asked for, unfolds it, and posts how far its page could be scrolled to the side. */
const SCRIPT = `
const overflows = {};
for (const [name, width] of CASES) {
  const frame = document.createElement('iframe');
  frame.style = 'border: 0; height: 844px; width: ' + width + 'px';
  frame.src = '/' + name + '.html';
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve));
  const page = frame.contentDocument;
  for (const details of page.querySelectorAll('details')) {
    details.open = true;
  }
  overflows[name + ' at ' + width] = page.documentElement.scrollWidth - page.documentElement.clientWidth;
}
await fetch('/report', { method: 'POST', body: JSON.stringify(overflows) });
`;

describe.skipIf(lacksChromium())('a report in a browser', () => {
  it('is never scrolled to the side as a whole, be it on a phone or a large screen', async () => {
    const single = reportFixture();
    const macroF1s = [0.5, 0.7, 0.6];
    const models = single.models.map((model) => repeatedModel(model, { macroF1s, interval: [0.4, 0.7] }));
    const reports = {
      'one-location': single,
      repeats: { ...single, models, ensemble: { models: ['a', 'b'], test: models[0]!.test! } },
      'several-locations': multiLabelFixture({ testCells: 120 }).report,
    };
    const files = new Map<string, string>();
    for (const [name, report] of Object.entries(reports)) {
      files.set(`/${name}.html`, await reportPage(report));
    }
    files.set('/search.html', await searchPage(searchFixture()));
    const cases = [...Object.keys(reports), 'search'].flatMap((name) =>
      [320, 390, 820, 1280].map((width) => [name, width]),
    );
    const script = SCRIPT.replace('CASES', JSON.stringify(cases));
    files.set('/', `<link rel="icon" href="data:,"><body><script type="module">${script}</script>`);
    const overflows = await openInChromium<Record<string, number>>({ files });
    expect(overflows).toEqual(Object.fromEntries(cases.map(([name, width]) => [`${name} at ${width}`, 0])));
  });
});
