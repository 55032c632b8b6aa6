import { beatsBaselines } from './beats-baselines.js';
import { type MeasuredModel, measuredModels } from './schema/measured-models.js';
import type { Comparison, Interval, Report } from './schema/report-schema.js';
import { coverageInWords, testedInWords } from './words/coverage-in-words.js';
import { formatPStatement, formatRange, formatScore } from './words/format.js';
import { leakageInWords } from './words/leakage-in-words.js';

/** What a reader with one minute should take away. */
export interface Verdict {
  /** Which model is better, by how much and how sure that is, in one sentence. */
  readonly headline: string;
  /** Further sentences: the other reliable differences, and whether each model beats the baselines. */
  readonly details: readonly string[];
}

/** A difference is called reliable if its p-value, after Holm's correction, is below this. */
const SIGNIFICANCE = 0.05;

/**
 * Says which model has the better macro F1 on the test split, by how much and how sure that is, from the numbers of the
 * report alone.
 *
 * A model is called better or best only if it is reliably above every other one. Otherwise the sentence names the model
 * with the highest macro F1 and the closest one that may be as good.
 */
export function verdict(report: Report): Verdict {
  const [leader, ...others] = measuredModels(report);
  if (!leader) {
    return { headline: nothingMeasured(report), details: [] };
  }
  const coverage = coverageInWords(report);
  const baselines = beatsBaselines(report);
  if (others.length === 0) {
    return { headline: onlyModel(report, leader), details: [...coverage, ...baselines] };
  }
  const leads = others.map((other) => leadOver(leader, { other, report }));
  const rival = leads.find((lead) => !isReliable(lead));
  if (!rival) {
    const [next, ...rest] = leads as [Lead, ...Lead[]];
    return {
      headline: bestModel(report, { leader, next }),
      details: [...coverage, ...rest.map((lead) => reliably(report, { model: leader, lead })), ...baselines],
    };
  }
  const reliable = reliableLeads(report);
  return {
    headline: noBestModel(report, { leader, rival, anyReliable: reliable.length > 0 }),
    details: [...coverage, ...reliable.map((found) => reliably(report, found)), ...baselines],
  };
}

function onlyModel(report: Report, model: MeasuredModel): string {
  const { mean, interval } = model.scores.macroF1;
  const range = interval ? ` (${rangeInWords(interval)})` : '';
  const absence =
    report.models.length > 1 ? 'no other model was measured' : 'there is no other model to compare it with';
  return `${model.title} reaches ${macroF1InWords(model)} ${formatScore(mean)}${range} on ${testCells(report)}; ${absence}.`;
}

function bestModel(
  report: Report,
  { leader, next }: { readonly leader: MeasuredModel; readonly next: Lead },
): string {
  const { title, scores } = leader;
  const score = `${macroF1InWords(leader)} ${formatScore(scores.macroF1.mean)}`;
  const cells = testCells(report);
  const difference = formatScore(next.difference);
  const doubt = certainty(report, next);
  const count = measuredModels(report).length;
  return count === 2
    ? `${title} is better than ${next.other.title}: ${score} against ${formatScore(next.other.scores.macroF1.mean)} on ${cells}, a difference of ${difference} (${doubt}).`
    : `${title} is the best of ${count} models: ${score} on ${cells}, ${difference} above ${next.other.title}, the next best (${doubt}).`;
}

function noBestModel(
  report: Report,
  {
    leader,
    rival,
    anyReliable,
  }: { readonly leader: MeasuredModel; readonly rival: Lead; readonly anyReliable: boolean },
): string {
  const two = measuredModels(report).length === 2;
  const nobody = two ? 'Neither model is reliably better' : 'No model is reliably better than the others';
  const opening = anyReliable ? 'No single model is best' : nobody;
  const score = `the ${two ? 'higher' : 'highest'} ${macroF1InWords(leader)}, ${formatScore(leader.scores.macroF1.mean)} on ${testCells(report)}`;
  const chance =
    rival.adjustedPValue === null
      ? 'was not tested against chance'
      : `may be chance (${certainty(report, rival)})`;
  return `${opening}: ${leader.title} has ${score}, but its lead of ${formatScore(rival.difference)} over ${rival.other.title} ${chance}.`;
}

/** How far one model is above another in macro F1. */
interface Lead extends Pick<Comparison, 'difference' | 'interval' | 'adjustedPValue'> {
  readonly other: MeasuredModel;
}

/** Reads the lead from the comparison of the two models, whichever comes first; without one, from their scores alone. */
function leadOver(model: MeasuredModel, { other, report }: { other: MeasuredModel; report: Report }): Lead {
  const compared = macroF1Comparisons(report);
  const direct = compared.find(({ a, b }) => a === model.name && b === other.name);
  if (direct) {
    return { ...direct, other };
  }
  const reverse = compared.find(({ a, b }) => a === other.name && b === model.name);
  if (!reverse) {
    const difference = model.scores.macroF1.mean - other.scores.macroF1.mean;
    return { other, difference, interval: null, adjustedPValue: null };
  }
  const { difference, interval, adjustedPValue } = reverse;
  return {
    other,
    difference: -difference,
    interval: interval && [-interval[1], -interval[0]],
    adjustedPValue,
  };
}

function macroF1Comparisons({ comparisons }: Report): Comparison[] {
  return comparisons.filter(({ metric }) => metric === 'macroF1');
}

function isReliable({ difference, adjustedPValue }: Lead): boolean {
  return difference > 0 && adjustedPValue !== null && adjustedPValue < SIGNIFICANCE;
}

/** Every reliable lead of a higher model over a lower one. */
function reliableLeads(report: Report): { model: MeasuredModel; lead: Lead }[] {
  const ranked = measuredModels(report);
  return ranked.flatMap((model, rank) =>
    ranked
      .slice(rank + 1)
      .map((other) => ({ model, lead: leadOver(model, { other, report }) }))
      .filter(({ lead }) => isReliable(lead)),
  );
}

function reliably(
  report: Report,
  { model, lead }: { readonly model: MeasuredModel; readonly lead: Lead },
): string {
  return `${model.title} is reliably better than ${lead.other.title}: by ${formatScore(lead.difference)} (${certainty(report, lead)}).`;
}

/** How sure a difference is: its interval and its p-value, as far as they are known. */
function certainty(report: Report, { interval, adjustedPValue }: Lead): string {
  const { length: count } = macroF1Comparisons(report);
  const correction = count > 1 ? ` after correction for ${count} comparisons` : '';
  return [
    ...(interval ? [rangeInWords(interval)] : []),
    ...(adjustedPValue === null ? [] : [`${formatPStatement(adjustedPValue)}${correction}`]),
  ].join(', ');
}

function rangeInWords(interval: Interval): string {
  return `95\u00a0% interval ${formatRange(interval)}`;
}

function testCells({ protocol, dataset }: Report): string {
  const unseen = protocol === 'honest' && !leakageInWords(dataset).leaks;
  return testedInWords(dataset, { kind: unseen ? 'unseen cell' : 'test cell' });
}

function macroF1InWords({ trainings }: MeasuredModel): string {
  return trainings.length === 1 ? 'macro F1' : `mean macro F1 of ${trainings.length} trainings`;
}

function nothingMeasured({ status, models }: Report): string {
  if (status === 'interrupted') {
    return 'No model was measured: the run was interrupted before the first one was finished.';
  }
  if (models.length === 0) {
    return 'The run holds no model.';
  }
  const all = models.every((model) => model.status === 'failed');
  return all ? 'No model was measured: the training of each failed.' : 'No model was measured.';
}
