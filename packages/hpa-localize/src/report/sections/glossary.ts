import type { Term } from './section.js';

/** Every metric and term of the report, in the order of their first appearance. */
export const glossary: readonly Term[] = [
  {
    term: 'Macro F1',
    meaning:
      'The mean of F1 over the classes, so a rare location counts as much as a common one. 1 is perfect.',
  },
  {
    term: '95 % interval',
    meaning:
      'The range of the score over many resamples of the test cells: how far it may be off by luck of the draw.',
  },
  { term: 'Accuracy', meaning: 'The share of cells whose predicted location is the true one.' },
  { term: 'Balanced accuracy', meaning: 'The mean recall over the classes.' },
  {
    term: 'MCC',
    meaning: 'Matthews’ correlation of predicted and true classes: 1 is perfect, 0 is no better than chance.',
  },
  {
    term: 'p, corrected',
    meaning:
      'How often chance alone would make a difference as large, raised by Holm’s method for the number of comparisons.',
  },
  { term: 'Precision', meaning: 'Of the cells predicted as a class, the share that are of it.' },
  { term: 'Recall', meaning: 'Of the cells of a class, the share that are predicted as it.' },
  { term: 'F1', meaning: 'The harmonic mean of precision and recall.' },
  { term: 'Support', meaning: 'How many cells of a class were tested.' },
  {
    term: 'Log loss',
    meaning:
      'Minus the mean logarithm of the probability given to the true class; confident mistakes cost most. 0 is perfect.',
  },
  {
    term: 'Brier score',
    meaning: 'The mean squared distance of the probabilities from the truth, from 0 (perfect) to 2.',
  },
  {
    term: 'ECE',
    meaning:
      'Expected calibration error: how far stated confidence and actual accuracy lie apart, on average. 0 is perfect.',
  },
  {
    term: 'ROC AUC',
    meaning:
      'The chance that a cell of a class gets a higher score for it than a cell of another; 0.5 is guessing.',
  },
  {
    term: 'Average precision',
    meaning:
      'Precision averaged over all recalls as the threshold falls; guessing gives the share of the class.',
  },
];
