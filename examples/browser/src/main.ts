import { answerCells } from './page/answer-cells.js';
import { learnCorrections } from './page/learn-corrections.js';
import { listCells } from './page/list-cells.js';
import { lookAtCells } from './page/look-at-cells.js';
import { openModels } from './page/open-models.js';
import { emptyPage } from './page/page-state.js';
import { takeImages } from './page/take-images.js';

const page = emptyPage();
const learning = learnCorrections(page, {
  onTrained: () => {
    view.refresh();
    list.show();
  },
});
const list = listCells(page, {
  onSelect: (id) => void view.lookAt(id),
  onCorrect: () => learning.show(),
  onShow: () => learning.show(),
});
const view = lookAtCells(page, { onLook: () => list.show() });
const answers = answerCells(page, { list, view });
takeImages({ onImages: answers.drop });
openModels(page, { onClose: () => learning.reset(), onOpen: answers.answerAll });
