import { PUBLISHED_WEIGHTS, type PublishedWeights } from '@hpa/models';

/** The published weights of an architecture, by its name. */
export function publishedWeights(architecture: string): readonly PublishedWeights[] {
  const known: Readonly<Record<string, Readonly<Record<string, PublishedWeights>>>> = PUBLISHED_WEIGHTS;
  return Object.hasOwn(known, architecture) ? Object.values(known[architecture]!) : [];
}
