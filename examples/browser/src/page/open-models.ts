import { fetchModel } from '../answering/fetch-model.js';
import { startAnswering } from '../answering/start-answering.js';
import { find } from '../view/element.js';
import { onFiles } from '../view/on-files.js';
import { say, sayError } from '../view/say.js';
import { showKnowledge } from '../view/show-knowledge.js';
import type { PageState } from './page-state.js';

/** Opens the model that the address of the page names, or else that beside the page, and later those that a person chooses. */
export function openModels(
  page: PageState,
  {
    onClose,
    onOpen,
  }: {
    /** Called before another model is opened. */
    readonly onClose: () => void;
    /** Called once it is open. */
    readonly onOpen: () => Promise<void>;
  },
): void {
  const query = new URLSearchParams(location.search);
  const status = find('model', HTMLParagraphElement);
  let engine = query.get('engine') ?? 'auto';

  async function open(from: string | readonly File[]): Promise<void> {
    page.answering?.close();
    page.model = undefined;
    onClose();
    status.textContent = 'The model is loading.';
    const answering = startAnswering({
      onFailure: (reason) =>
        say([`The engine stopped: ${reason}. Reload the page, or add ?engine=wasm to its address.`]),
      onLost: (reason) => {
        say([
          `The GPU was lost${reason === '' ? '' : ` (${reason})`}. The page goes on with the CPU, and answers anew.`,
        ]);
        engine = 'wasm';
        void open(from);
      },
    });
    page.answering = answering;
    try {
      const files = typeof from === 'string' ? await fetchModel(from) : from;
      page.model = await answering.ask({ kind: 'open', model: files, engine });
    } catch (error) {
      status.textContent = 'No model is open.';
      sayError(error);
      return;
    }
    const { card, device, engine: name } = page.model;
    status.textContent = `${card.name}, ${card.classes.length} locations: ${card.classes.map((each) => each.name).join(', ')}. It runs on ${name} (${device}).`;
    showKnowledge(page.model);
    if (page.model.problem !== undefined) {
      say([page.model.problem]);
    }
    await onOpen();
  }

  onFiles('model-folder', (files) => {
    say([]);
    void open(files);
  });
  find('model-address', HTMLFormElement).onsubmit = (event) => {
    event.preventDefault();
    const { href, origin } = new URL(find('address', HTMLInputElement).value);
    say([]);
    if (origin === location.origin) {
      void open(href);
    } else {
      // The server lets a page load from one other site, if it is asked for the page with that address by the page itself.
      query.set('model', href);
      location.search = query.toString();
    }
  };
  // The worker would take a relative address from its own.
  void open(new URL(query.get('model') ?? './model/model.json', document.baseURI).href);
}
