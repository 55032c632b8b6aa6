import { describe, expect, it } from 'vitest';
import type { ExplainedCell, ExplainedImage } from '../../src/explain/explain-cell.js';
import { explanationsPage } from '../../src/pages/explanations-page.js';

/** Stands for the pixels: the page does not read them. */
const image = (name: ExplainedImage['name']): ExplainedImage => ({ name, png: Uint8Array.of(1, 2, 3) });
const maps = [image('grad-cam'), image('occlusion')];
const options = { model: 'GapNet-PL', provenance: 'random, seed 1' };

const several: ExplainedCell = {
  id: 'cell-7',
  shown: ['protein', 'nucleus', 'actin'],
  answer: 'Cytosol, Nucleoli',
  probabilities: [
    { name: 'Nucleoli', probability: 0.45, threshold: 0.3 },
    { name: 'Cytosol', probability: 0.9, threshold: 0.5 },
    { name: 'Vesicles', probability: 0.6, threshold: 0.7 },
  ],
  image: image('image'),
  locations: [
    {
      name: 'Cytosol',
      channels: [
        { name: 'Nucleus', drop: 0.25 },
        { name: 'Protein', drop: 2 },
      ],
      images: maps,
    },
    {
      name: 'Nucleoli',
      channels: [
        { name: 'Nucleus', drop: 3 },
        { name: 'Protein', drop: -0.5 },
      ],
      images: maps,
    },
  ],
};

/** The texts of the cells of each row of the tables of a page. */
function rowsOf(page: string): string[][] {
  return [...page.matchAll(/<tr.*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, text]) => text!),
  );
}

describe('explanationsPage', () => {
  it('shows the maps of each location that is claimed, and the cell once', () => {
    const page = explanationsPage([several], options);
    expect(page).toContain('<h2>cell-7: Cytosol, Nucleoli</h2>');
    expect([...page.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, name]) => name)).toEqual(['Cytosol', 'Nucleoli']);
    expect([...page.matchAll(/<img [^>]*alt="([^"]*)"/g)].map(([, alt]) => alt)).toEqual([
      'The cell, cell-7',
      'Grad-CAM: what supports the answer, Cytosol, cell-7',
      'Occlusion: what the answer needs, Cytosol, cell-7',
      'Grad-CAM: what supports the answer, Nucleoli, cell-7',
      'Occlusion: what the answer needs, Nucleoli, cell-7',
    ]);
  });

  it('gives the threshold of each location, and how far each rests on each channel', () => {
    expect(rowsOf(explanationsPage([several], options))).toEqual([
      ['Location', 'Probability', 'Threshold', 'Claimed'],
      ['Cytosol', '90.0 %', '50.0 %', 'yes'],
      ['Vesicles', '60.0 %', '70.0 %', 'no'],
      ['Nucleoli', '45.0 %', '30.0 %', 'yes'],
      ['Channel', 'Cytosol', 'Nucleoli'],
      ['Protein', '2.00', '−0.50'],
      ['Nucleus', '0.25', '3.00'],
    ]);
  });

  it('has no thresholds of one location per cell', () => {
    const probabilities = several.probabilities.map(({ name, probability }) => ({ name, probability }));
    const single = { ...several, answer: 'Cytosol', probabilities, locations: several.locations.slice(0, 1) };
    const page = explanationsPage([single], options);
    expect(page).not.toContain('<h3>');
    expect(rowsOf(page).slice(0, 2)).toEqual([
      ['Location', 'Probability'],
      ['Cytosol', '90.0 %'],
    ]);
  });

  it('lets no name become markup', () => {
    const hostile = '"><script>alert(1)</script>';
    const locations = several.locations.map((location) => ({ ...location, name: hostile }));
    const page = explanationsPage([{ ...several, id: hostile, answer: hostile, locations }], options);
    expect(page).not.toContain('<script');
  });
});
