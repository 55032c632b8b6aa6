import { glossary } from './glossary.js';
import type { Section } from './section.js';

/** What the words of the report mean. */
export function glossarySection(): Section {
  return { title: 'Glossary', blocks: [{ kind: 'terms', entries: glossary }] };
}
