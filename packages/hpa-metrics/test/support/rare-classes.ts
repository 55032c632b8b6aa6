/** Uniform in [0, 1), by a multiplicative congruential sequence. */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** How rare the classes of a model are, and what it makes of them. */
export interface RareClasses {
  /** The share of each class. */
  readonly shares: readonly number[];
  /** The distance of the samples of a class from the others, in standard deviations of either. */
  readonly skills: readonly number[];
}

/** Twenty-eight classes, of which some hold a third of the samples and some one in a thousand, as in the Human Protein Atlas. */
export function drawClasses(random: () => number): RareClasses {
  const shares = Array.from({ length: 28 }, (_, index) => 0.4 * 0.8 ** index + 0.001);
  return { shares, skills: shares.map(() => 1.5 + 2.5 * random()) };
}

/** Samples whose scores are the probabilities of their classes, so that no other temperature than 1 makes them better. */
export function drawSamples(
  { shares, skills }: RareClasses,
  { sampleCount, random }: { readonly sampleCount: number; readonly random: () => number },
): { readonly task: 'multi-label'; readonly indicators: boolean[][]; readonly scores: number[][] } {
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const indicators = Array.from({ length: sampleCount }, () => shares.map((share) => random() < share));
  const scores = indicators.map((row) =>
    row.map((holds, index) => {
      const [skill, share] = [skills[index]!, shares[index]!];
      // The log-likelihood ratio of two normal distributions, and the log odds before it.
      const measured = (holds ? skill : -skill) / 2 + normal();
      return 1 / (1 + Math.exp(-(skill * measured + Math.log(share / (1 - share)))));
    }),
  );
  return { task: 'multi-label', indicators, scores };
}
