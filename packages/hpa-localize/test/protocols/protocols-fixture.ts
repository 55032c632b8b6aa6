import { type ProtocolsReport, parseProtocols } from '../../src/protocols/protocols-schema.js';

const estimate = (value: number, half: number) => ({ value, interval: [value - half, value + half] });

const measured = (accuracy: number, macroF1: number) => ({
  trainings: 1,
  epochs: 15,
  validation: { accuracy: accuracy + 0.01, macroF1 },
  test: { accuracy: estimate(accuracy, 0.05), macroF1: estimate(macroF1, 0.06) },
});

const difference = (value: number, half: number, pValue: number) => ({ ...estimate(value, half), pValue });

const model = ({
  name,
  title,
  adds,
  pValue,
}: {
  name: string;
  title: string;
  adds: number;
  pValue: number;
}) => ({
  name,
  title,
  notebook: measured(0.7 + adds, 0.65 + adds),
  honest: measured(0.7, 0.65),
  difference: { accuracy: difference(adds, 0.07, pValue), macroF1: difference(adds, 0.08, pValue) },
  contrasts: [
    {
      kind: 'seen',
      leaked: { cells: 60, accuracy: estimate(0.95, 0.04), macroF1: estimate(0.94, 0.05) },
      others: { cells: 40, accuracy: estimate(0.72, 0.1), macroF1: estimate(0.7, 0.1) },
      difference: { accuracy: estimate(0.23, 0.1), macroF1: estimate(0.24, 0.1) },
      ofAccuracy: estimate(0.138, 0.06),
    },
    {
      kind: 'copied',
      leaked: { cells: 50, accuracy: estimate(0.97, 0.03), macroF1: estimate(0.96, 0.03) },
      others: { cells: 50, accuracy: estimate(0.74, 0.1), macroF1: estimate(0.7, 0.1) },
      difference: { accuracy: estimate(0.23, 0.1), macroF1: estimate(0.26, 0.1) },
      ofAccuracy: estimate(0.115, 0.05),
    },
  ],
});

const baselines = [
  { name: 'majority-class', description: 'always answers Cytosol', accuracy: 0.4, macroF1: 0.14 },
];

/** Two models under both protocols: GapNet gains .16 by the notebook's split, ResNet-18 .03, which may be chance. */
export function protocolsFixture(change: Partial<ProtocolsReport> = {}): ProtocolsReport {
  return parseProtocols({
    schemaVersion: 1,
    createdAt: '2026-03-14T09:26:00.000Z',
    command: 'hpa-localize compare --protocol both',
    status: 'complete',
    synthetic: false,
    seed: 1,
    provenance: 'cells',
    imageSize: 96,
    classes: [
      { id: 25, name: 'Cytosol' },
      { id: 13, name: 'Focal adhesion sites' },
    ],
    covers: 'cells',
    notebook: {
      folder: 'notebook',
      status: 'complete',
      cells: { train: 466, validation: 100, test: 100 },
      distinctTestCells: 93,
      testGroups: 60,
      baselines,
    },
    honest: {
      folder: 'honest',
      status: 'complete',
      cells: { train: 466, validation: 100, test: 100 },
      distinctTestCells: 100,
      testGroups: 12,
      baselines: baselines.map((baseline) => ({ ...baseline, accuracy: 0.38 })),
    },
    seenInTraining: { copy: 48, nearDuplicate: 2, group: 10, nothing: 40 },
    models: [
      model({ name: 'gapnet', title: 'GapNet', adds: 0.16, pValue: 0.0002 }),
      model({ name: 'resnet-18', title: 'ResNet-18', adds: 0.03, pValue: 0.41 }),
    ],
    published: {
      source: 'a notebook',
      results: [
        {
          title: 'GapNet, batch-norm variant',
          validationAccuracy: 0.75,
          testAccuracy: null,
          ours: [{ model: 'gapnet', differs: ['another recipe', '15 epochs instead of 30'] }],
        },
        { title: 'CNN', validationAccuracy: 0.9038, testAccuracy: 0.865, ours: [] },
      ],
    },
    ...change,
  });
}
