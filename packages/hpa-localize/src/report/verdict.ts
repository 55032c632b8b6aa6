import { beatsBaselines } from './beats-baselines.js';
import { type MeasuredModel, measuredModels } from './schema/measured-models.js';
import type { Comparison, Report } from './schema/report-schema.js';
import {
  formatEstimate,
  formatInterval,
  formatPStatement,
  formatQuantity,
  formatScore,
} from './words/format.js';
import { leakageInWords } from './words/leakage-in-words.js';

/** What a reader with one minute should take away. */
export interface Verdict {
  /** Which model is better, by how much and how sure, in one sentence. */
  readonly headline: string;
  /** Further sentences: the other reliable differences, and whether each model beats the baselines. */
  readonly details: readonly string[];
}

/** A difference counts as reliable where its p-value, corrected by Holm, lies below this. */
const SIGNIFICANCE = 0.05;

/**
 * Says which model is better in test macro F1, by how much and how sure that is, from nothing but the report's
 * numbers.
 *
 * A model is called best where it is reliably above every other one: at a p-value below 0.05 after Holm's
 * correction. Otherwise the sentence names the highest, and the closest one that may be as good.
 */
export function verdict(report: Report): Verdict {
  const [leader, ...others] = measuredModels(report);
  if (!leader) {
    return { headline: nothingMeasured(report), details: [] };
  }
  const { macroF1, intervals } = leader.test;
  const score = `${formatEstimate(macroF1, intervals.macroF1)} on ${testCells(report, leader)}`;
  const baselines = beatsBaselines(report);
  if (others.length === 0) {
    const absence = report.models.length > 1 ? 'no other model was measured' : 'there is no other model';
    return {
      headline: `${leader.title} reaches macro F1 ${score}; ${absence} to compare it with.`,
      details: baselines,
    };
  }
  const leads = others.map((other) => leadOver(leader, { other, report }));
  const rival = leads.find((lead) => !isReliable(lead));
  if (!rival) {
    const [next, ...rest] = leads as [Lead, ...Lead[]];
    const rank = rest.length === 0 ? '' : ', the next best';
    return {
      headline: `${leader.title} is best: macro F1 ${score}, ${inWords(next)} above ${next.other.title}${rank} (${certainty(next)} after Holm’s correction).`,
      details: [...rest.map((lead) => reliably(leader, lead)), ...baselines],
    };
  }
  const reliable = reliableLeads(report);
  const nobody =
    others.length === 1 ? 'Neither model is reliably better' : 'No model is reliably better than the others';
  const opening = reliable.length === 0 ? nobody : 'No single model is best';
  const doubt =
    rival.adjustedPValue === null
      ? 'was not tested against chance'
      : `may be chance (${certainty(rival)} after Holm’s correction)`;
  return {
    headline: `${opening}: ${leader.title} has the highest macro F1, ${score}, but its lead of ${inWords(rival)} over ${rival.other.title} ${doubt}.`,
    details: [...reliable.map(({ model, lead }) => reliably(model, lead)), ...baselines],
  };
}

/** How far one model is above another in macro F1. */
interface Lead extends Pick<Comparison, 'difference' | 'interval' | 'adjustedPValue'> {
  readonly other: MeasuredModel;
}

/** From the report's comparison of the two, whichever way round; without one, from their scores alone. */
function leadOver(model: MeasuredModel, { other, report }: { other: MeasuredModel; report: Report }): Lead {
  const compared = report.comparisons.filter(({ metric }) => metric === 'macroF1');
  const direct = compared.find(({ a, b }) => a === model.name && b === other.name);
  if (direct) {
    return { ...direct, other };
  }
  const reverse = compared.find(({ a, b }) => a === other.name && b === model.name);
  if (!reverse) {
    const difference = model.test.macroF1 - other.test.macroF1;
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

function reliably(model: MeasuredModel, lead: Lead): string {
  return `${model.title} is reliably above ${lead.other.title}: by ${inWords(lead)} (${certainty(lead)}).`;
}

function inWords({ difference, interval }: Lead): string {
  return interval ? `${formatScore(difference)} ${formatInterval(interval)}` : formatScore(difference);
}

function certainty({ adjustedPValue }: Lead): string {
  return adjustedPValue === null ? 'not tested' : formatPStatement(adjustedPValue);
}

function testCells({ protocol, dataset }: Report, { test }: MeasuredModel): string {
  const unseen = protocol === 'honest' && !leakageInWords(dataset).leaks;
  return formatQuantity(test.n, unseen ? 'unseen cell' : 'test cell');
}

function nothingMeasured({ status, models }: Report): string {
  if (status === 'interrupted') {
    return 'No model was measured: the run was interrupted before the first one was finished.';
  }
  return models.length === 0 ? 'The run holds no model.' : 'No model was measured.';
}
