import type { Report } from '../schema/report-schema.js';
import { formatCount } from '../words/format.js';
import { timesInWords } from '../words/trainings-in-words.js';
import type { Block, Section } from './section.js';

/** What the run was made with: engine, seed, protocol and command. */
export function setupSection({ backend, seed, protocol, command, models }: Report): Section {
  const [first] = models;
  const { name, version, device, threads } = backend;
  return {
    title: 'Setup',
    blocks: [
      {
        kind: 'terms',
        entries: [
          { term: 'Engine', meaning: version ? `${name} ${version}` : name },
          { term: 'Device', meaning: device },
          ...(threads === null ? [] : [{ term: 'Threads', meaning: formatCount(threads) }]),
          { term: 'Seed', meaning: String(seed) },
          { term: 'Protocol', meaning: protocol },
          ...(first ? [{ term: 'Trainings', meaning: `each model ${timesInWords(first)}` }] : []),
        ],
      },
      { kind: 'code', language: 'sh', code: command },
      ...passedOver(backend),
    ],
  };
}

function passedOver({ passedOver }: Report['backend']): Block[] {
  if (passedOver.length === 0) {
    return [];
  }
  const table = {
    caption: 'Engines that were not used',
    columns: [{ label: 'Engine' }, { label: 'Reason' }],
    rows: passedOver.map(({ name, reason }) => [name, reason]),
  };
  return [{ kind: 'table', table }];
}
