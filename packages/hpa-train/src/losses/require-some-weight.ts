/**
 * Requires a weight above 0: without any, the loss is 0 whatever the model answers, and training changes nothing.
 *
 * @throws RangeError if there is none
 */
export function requireSomeWeight(classWeights: readonly number[]): void {
  if (!classWeights.some((weight) => weight > 0)) {
    throw new RangeError(
      `classWeights must hold a weight above 0, or the loss is 0 whatever the model learns; received [${classWeights}]`,
    );
  }
}
