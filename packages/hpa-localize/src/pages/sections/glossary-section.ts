import type { Section } from '../../report/document.js';
import { glossary } from '../glossary.js';

/** What the words of the report mean. */
export function glossarySection(): Section {
  return { title: 'Glossary', blocks: [{ kind: 'terms', entries: glossary }] };
}
