import type { Correction } from '../answering/messages.js';
import { download } from '../view/download.js';
import { find } from '../view/element.js';
import { sayError } from '../view/say.js';
import { trainingInWords } from '../view/training-in-words.js';
import type { PageState } from './page-state.js';

/** What is learned from the corrections of a person. */
export interface CorrectionLearning {
  /** Says how many corrections there are, and what can be done with them. */
  show(): void;
  /** Forgets that the last layer was trained: another model is opened. */
  reset(): void;
}

/** Trains the last layer of the model on the corrections in the table, undoes that, and gives the model to save. */
export function learnCorrections(
  page: PageState,
  {
    onTrained,
  }: {
    /** Called when the rows have the answers of the layer as it is now. */
    readonly onTrained: () => void;
  },
): CorrectionLearning {
  /** Whether the last layer is another one than the model came with. */
  let trained = false;
  const trainButton = find('train', HTMLButtonElement);
  const undoButton = find('undo', HTMLButtonElement);
  const status = find('trained', HTMLElement);

  /** What a person says of cells that were answered for, as indices of classes. */
  function corrections(): Correction[] {
    const names = page.model?.card.classes.map(({ name }) => name) ?? [];
    return [...page.rows].flatMap(([id, { correction, scores }]) =>
      correction && scores
        ? { id, classIndices: correction.split('|').map((name) => names.indexOf(name)) }
        : [],
    );
  }

  /** Trains the last layer on corrections, or on none, which undoes it, and shows what the model says now. */
  async function train(examples: readonly Correction[]): Promise<void> {
    const { answering, rows, latest } = page;
    if (answering === undefined) {
      return;
    }
    try {
      const head = await answering.ask({ kind: 'train', corrections: examples });
      if (latest !== page.latest) {
        return;
      }
      trained = examples.length > 0;
      for (const [id, scores] of head.scores) {
        const row = rows.get(id);
        if (row !== undefined) {
          rows.set(id, { ...row, scores });
        }
      }
      status.textContent = trainingInWords(head, { count: examples.length });
      onTrained();
    } catch (error) {
      sayError(error);
    }
  }

  async function save(): Promise<void> {
    const { answering, model } = page;
    if (answering !== undefined && model !== undefined) {
      try {
        const bytes = await answering.ask({ kind: 'save' });
        download(new Blob([bytes], { type: 'application/zip' }), `${model.card.name}.zip`);
      } catch (error) {
        sayError(error);
      }
    }
  }

  trainButton.onclick = () => void train(corrections());
  undoButton.onclick = () => void train([]);
  find('save', HTMLButtonElement).onclick = () => void save();
  return {
    show: () => {
      const count = corrections().length;
      find('training', HTMLElement).hidden = count === 0 && !trained;
      trainButton.disabled = count === 0;
      trainButton.textContent = `Train on ${count} ${count === 1 ? 'correction' : 'corrections'}`;
      undoButton.disabled = !trained;
    },
    reset: () => {
      trained = false;
      status.textContent = '';
    },
  };
}
