import type { Verdict } from '../report/verdict.js';
import {
  formatDifference,
  formatList,
  formatPart,
  formatPercent,
  formatPStatement,
  formatRange,
  formatScore,
} from '../report/words/format.js';
import type { Difference, ProtocolModel, ProtocolsReport } from './protocols-schema.js';

/** A model that was measured under both protocols. */
type Compared = ProtocolModel & {
  readonly [Field in 'notebook' | 'honest' | 'difference']: NonNullable<ProtocolModel[Field]>;
};

/** Says how much of the notebook's scores comes from how it splits, and what of its test cells training had seen. */
export function leakInWords(report: ProtocolsReport): Verdict {
  const compared = report.models.filter(
    (model): model is Compared => model.difference !== null && model.difference.accuracy.value !== null,
  );
  const details = [
    seenInWords(report),
    ...(compared.length > 1 ? compared.map(ofModel) : []),
    ...report.models.flatMap(raisedInWords),
  ];
  const [first, ...others] = compared;
  if (first === undefined) {
    return { headline: 'No model was measured under both protocols.', details };
  }
  return { headline: others.length === 0 ? ofModel(first) : ofModels(compared), details };
}

function ofModel({ title, notebook, honest, difference }: Compared): string {
  return `${title} reaches accuracy ${formatScore(notebook.test.accuracy.value)} with the notebook’s split and ${formatScore(honest.test.accuracy.value)} with the honest one: the notebook’s way of splitting ${changes(difference.accuracy)}.`;
}

/** What the notebook's split does to an accuracy, and how sure that is. */
function changes(difference: Difference): string {
  const { interval, pValue } = difference;
  const value = difference.value!;
  const amount = formatScore(Math.abs(value));
  const what = value >= 0 ? `adds ${amount}` : `takes ${amount} away`;
  if (interval === null || pValue === null) {
    return `${what}, which was not tested against chance`;
  }
  const range = `95\u00a0% interval ${formatRange(interval)}, ${formatPStatement(pValue)}`;
  return pValue < 0.05 ? `${what} (${range})` : `${what}, which may be chance (${range})`;
}

function ofModels(models: readonly Compared[]): string {
  const values = models.map(({ difference }) => difference.accuracy.value!).sort((a, b) => a - b);
  const [lowest, highest] = [values[0]!, values.at(-1)!];
  const range = `${formatDifference(lowest)} to ${formatDifference(highest)}`;
  const sure = models.filter(({ difference: { accuracy } }) => accuracy.value! > 0 && isSure(accuracy));
  const certainty =
    sure.length === 0
      ? 'for none of them is it more than chance may make'
      : sure.length === models.length
        ? 'for each of them it is more than chance makes'
        : `for ${formatList(sure.map(({ title }) => title))} it is more than chance makes`;
  return `The notebook’s way of splitting changes the accuracy of ${models.length} models by ${range}; ${certainty}.`;
}

/** How a model does on the test cells that leaked and on the others, if there are both. */
function raisedInWords({ title, contrasts }: ProtocolModel): string[] {
  const contrast = contrasts?.find(({ leaked, others }) => leaked.cells > 0 && others.cells > 0);
  if (contrast === undefined) {
    return [];
  }
  const { kind, leaked, others, ofAccuracy } = contrast;
  const { value, interval } = ofAccuracy;
  const which = kind === 'seen' ? 'have something in training' : 'have their image in training';
  const effect = `${value! >= 0 ? 'raise' : 'lower'} its accuracy by ${formatScore(Math.abs(value!))}`;
  const chance = interval !== null && interval[0] <= 0 && interval[1] >= 0 ? ', which may be chance' : '';
  const range =
    interval === null
      ? ', without an interval to say how surely'
      : ` (95\u00a0% interval ${formatRange(interval)})`;
  return [
    `Of the notebook’s test cells, ${title} is right on ${formatPercent(leaked.accuracy.value!)} of those that ${which}, and on ${formatPercent(others.accuracy.value!)} of the others: the former ${effect}${chance}${range}.`,
  ];
}

/** Whether the interval of a difference keeps to one side of 0. */
function isSure({ pValue }: Difference): boolean {
  return pValue !== null && pValue < 0.05;
}

function seenInWords({ seenInTraining }: ProtocolsReport): string {
  const { copy, nearDuplicate, group, nothing } = seenInTraining;
  const seen = copy + nearDuplicate + group;
  const parts = [
    [copy, 'the very same image'],
    [nearDuplicate, 'a nearly equal one'],
    [group, 'another cell of the same group'],
  ] as const;
  const kinds = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const share = `${formatPart(seen, seen + nothing)} (${formatPercent(seen / (seen + nothing))})`;
  return seen === 0
    ? 'None of the notebook’s test cells has anything in its training split.'
    : `Of the notebook’s test cells, ${share} have something in its training split: ${formatList(kinds)}.`;
}
