import type { EmbeddingData } from './embedding-data.js';

/**
 * The script of the page of an embedding, which runs in browsers from its source text: draws the map on a canvas, and shows the cell
 * that is pointed at or chosen, by mouse, touch or keys. It uses nothing from outside of itself.
 */
export function exploreEmbedding(): void {
  const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
  const data = JSON.parse(find('embedding-data').textContent ?? '') as EmbeddingData;
  const { ids, neighbors, thumbnails } = data;
  const canvas = find<HTMLCanvasElement>('map');
  const context = canvas.getContext('2d');
  if (!context) {
    return;
  }
  const tip = find('tip');
  const panel = find('panel');
  const legend = find('legend');
  const status = find('status');
  const search = find<HTMLInputElement>('search');
  const base = document.createElement('canvas');
  const paint = base.getContext('2d')!;
  const shapes = data.shapes.map((path) => new Path2D(path));
  /** Nearer to the pointer than this, in pixels, a cell is meant. */
  const reach = 16;
  const largestZoom = 40;

  let map = data.maps[0]!;
  let coloring = data.colorings[0]!;
  let zoom = 1;
  let center = { x: 0.5, y: 0.5 };
  let current = -1;
  let chosen = -1;
  let drag: { x: number; y: number; moved: boolean } | undefined;
  let isBaseOld = true;
  let isDrawing = false;
  const highlighted = new Set<number>();

  const symbolOf = (name: number): { color: string; shape: number } =>
    name < 0
      ? { color: 'var(--muted)', shape: 0 }
      : {
          color: `var(--series-${(name % data.colors) + 1})`,
          shape: (name + Math.floor(name / data.colors)) % shapes.length,
        };
  const resolved = (color: string): string => {
    const name = color.slice('var('.length, -1);
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  };
  // Asked for once a frame: to ask for each cell would cost more than to draw it.
  let size = { width: canvas.clientWidth, height: canvas.clientHeight };
  const width = (): number => size.width;
  const height = (): number => size.height;
  const scale = (): number => Math.min(width(), height()) * 0.92 * zoom;
  const placeOf = (cell: number): { x: number; y: number } => ({
    x: width() / 2 + (map.points[2 * cell]! - center.x) * scale(),
    y: height() / 2 + (map.points[2 * cell + 1]! - center.y) * scale(),
  });
  const radius = (): number => {
    const whole = ids.length > 4000 ? 2 : ids.length > 1000 ? 3 : 4.5;
    return Math.min(7, whole * Math.sqrt(zoom));
  };

  // What is drawn.

  const trace = (
    target: CanvasRenderingContext2D,
    { x, y, shape, size }: { x: number; y: number; shape: number; size: number },
  ): void => {
    const stretch = (devicePixelRatio * size) / 5;
    target.setTransform(stretch, 0, 0, stretch, devicePixelRatio * x, devicePixelRatio * y);
    target.fill(shapes[shape]!);
    target.stroke(shapes[shape]!);
  };
  /** A symbol as an image: copying one is many times faster than drawing it again for each of thousands of cells. */
  const stampOf = (name: number): HTMLCanvasElement => {
    const stamp = document.createElement('canvas');
    stamp.width = Math.ceil(devicePixelRatio * 2 * (radius() + 2));
    stamp.height = stamp.width;
    const target = stamp.getContext('2d')!;
    const { color, shape } = symbolOf(name);
    const middle = stamp.width / devicePixelRatio / 2;
    target.fillStyle = resolved(color);
    target.strokeStyle = resolved('var(--paper)');
    target.lineWidth = ids.length > 4000 ? 0.5 : 1;
    trace(target, { x: middle, y: middle, shape, size: radius() });
    return stamp;
  };
  const drawBase = (): void => {
    paint.setTransform(1, 0, 0, 1, 0, 0);
    paint.clearRect(0, 0, base.width, base.height);
    const byName = [-1, ...coloring.names.keys()];
    // Those that are highlighted are drawn last, over the others.
    byName.sort((a, b) => Number(highlighted.has(a)) - Number(highlighted.has(b)));
    const cells = new Map<number, number[]>(byName.map((name) => [name, []]));
    for (const [cell, name] of coloring.cells.entries()) {
      cells.get(name)!.push(cell);
    }
    for (const name of byName) {
      const stamp = stampOf(name);
      paint.globalAlpha = highlighted.size > 0 && !highlighted.has(name) ? 0.12 : 0.85;
      for (const cell of cells.get(name)!) {
        const { x, y } = placeOf(cell);
        // At whole pixels, where copying is fastest.
        const left = Math.round(devicePixelRatio * x - stamp.width / 2);
        paint.drawImage(stamp, left, Math.round(devicePixelRatio * y - stamp.height / 2));
      }
    }
    paint.globalAlpha = 1;
  };
  const drawLinks = (): void => {
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.strokeStyle = resolved('var(--ink)');
    context.lineWidth = 1;
    const from = placeOf(chosen);
    for (const cell of neighborsOf(chosen)) {
      const to = placeOf(cell);
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    }
  };
  const drawRing = (cell: number, thickness: number): void => {
    const ratio = devicePixelRatio;
    const { x, y } = placeOf(cell);
    const { color, shape } = symbolOf(coloring.cells[cell]!);
    context.fillStyle = resolved(color);
    context.strokeStyle = resolved('var(--paper)');
    context.lineWidth = 1;
    trace(context, { x, y, shape, size: radius() + 1 });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.strokeStyle = resolved('var(--ink)');
    context.lineWidth = thickness;
    context.beginPath();
    context.arc(x, y, radius() + 3 + thickness, 0, 2 * Math.PI);
    context.stroke();
  };
  const draw = (): void => {
    isDrawing = false;
    const ratio = devicePixelRatio;
    size = { width: canvas.clientWidth, height: canvas.clientHeight };
    const [pixelWidth, pixelHeight] = [Math.round(width() * ratio), Math.round(height() * ratio)];
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      for (const each of [canvas, base]) {
        each.width = pixelWidth;
        each.height = pixelHeight;
      }
      isBaseOld = true;
    }
    if (isBaseOld) {
      drawBase();
      isBaseOld = false;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(base, 0, 0);
    if (chosen >= 0) {
      drawLinks();
      for (const cell of neighborsOf(chosen)) {
        drawRing(cell, 1);
      }
      drawRing(chosen, 2.5);
    }
    if (current >= 0) {
      drawRing(current, 2.5);
    }
  };
  const redraw = ({ all = false } = {}): void => {
    isBaseOld ||= all;
    if (!isDrawing) {
      isDrawing = true;
      requestAnimationFrame(draw);
    }
  };

  // What is said of a cell.

  const neighborsOf = (cell: number): readonly number[] =>
    neighbors.indices.slice(cell * neighbors.count, (cell + 1) * neighbors.count);
  const element = (
    tag: string,
    { text, className }: { text?: string; className?: string } = {},
    children: readonly Node[] = [],
  ): HTMLElement => {
    const made = document.createElement(tag);
    made.className = className ?? '';
    made.textContent = text ?? '';
    made.append(...children);
    return made;
  };
  const thumbnail = (cell: number, size: number): HTMLElement => {
    const tile = thumbnails.tiles[cell]!;
    const made = element('span', { className: 'thumbnail' });
    made.style.width = `${size}px`;
    made.style.height = `${size}px`;
    if (tile < 0) {
      made.classList.add('absent');
      made.textContent = size < 80 ? '' : 'no image on this page';
      return made;
    }
    const inSheet = tile % thumbnails.columns ** 2;
    made.classList.add(`sheet-${Math.floor(tile / thumbnails.columns ** 2)}`);
    made.style.backgroundSize = `${thumbnails.columns * size}px auto`;
    const left = (inSheet % thumbnails.columns) * size;
    const top = Math.floor(inSheet / thumbnails.columns) * size;
    made.style.backgroundPosition = `${-left}px ${-top}px`;
    return made;
  };
  const swatch = (name: number): SVGElement => {
    const { color, shape } = symbolOf(name);
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    drawing.setAttribute('viewBox', '-6 -6 12 12');
    drawing.setAttribute('aria-hidden', 'true');
    drawing.classList.add('swatch');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', data.shapes[shape]!);
    path.style.fill = color;
    drawing.append(path);
    return drawing;
  };
  const factsOf = (cell: number): [term: string, meaning: string][] => {
    const facts: [string, string][] = [
      ['Label', data.labels[cell]!],
      ['Prediction', data.predicted[cell]! || 'none of the locations'],
      ['Group', data.groups[cell]!],
      ['Most probable', data.likely[cell]!],
    ];
    return facts.filter(([, meaning]) => meaning !== '');
  };
  /** What the color of a cell stands for. */
  const meaningOf = (cell: number): string => {
    const values = { label: data.labels, predicted: data.predicted, group: data.groups }[coloring.key];
    return values[cell]! || coloring.others!.name;
  };
  const describe = (cell: number): string =>
    [ids[cell]!, ...factsOf(cell).map(([term, meaning]) => `${term.toLowerCase()} ${meaning}`)].join(', ');
  const showTip = (): void => {
    tip.hidden = current < 0;
    if (current < 0) {
      return;
    }
    const lines = factsOf(current)
      .filter(([term]) => term !== 'Most probable')
      .map(([term, meaning]) => element('span', { text: `${term}: ${meaning}` }));
    tip.replaceChildren(
      thumbnail(current, 96),
      element('span', { className: 'words' }, [element('strong', { text: ids[current]! }), ...lines]),
    );
    const { x, y } = placeOf(current);
    // As wide as it likes where there is room; then beside the cell or, on a narrow map, below or above it.
    tip.style.left = '0';
    const { offsetWidth, offsetHeight } = tip;
    const left = x > width() / 2 ? x - 14 - offsetWidth : x + 14;
    const isBeside = left >= 0 && left + offsetWidth <= width();
    const below = y + 16 + offsetHeight <= height() ? y + 16 : y - 16 - offsetHeight;
    tip.style.left = `${Math.max(0, Math.min(left, width() - offsetWidth))}px`;
    tip.style.top = `${Math.max(0, isBeside ? Math.min(y - 50, height() - offsetHeight) : below)}px`;
  };
  const showPanel = (): void => {
    if (chosen < 0) {
      panel.replaceChildren(
        element('p', { text: 'Choose a cell on the map to see it here, with the cells most like it.' }),
      );
      return;
    }
    const facts = factsOf(chosen).map(([term, meaning]) =>
      element('div', {}, [element('dt', { text: term }), element('dd', { text: meaning })]),
    );
    const nearest = neighborsOf(chosen).map((cell, rank) => {
      const distance = neighbors.distances[chosen * neighbors.count + rank]!;
      const button = element('button', {}, [
        thumbnail(cell, 56),
        element('span', { className: 'words' }, [
          element('strong', { text: ids[cell]! }),
          element('span', {}, [
            swatch(coloring.cells[cell]!),
            document.createTextNode(` ${meaningOf(cell)}`),
          ]),
          element('span', { text: `distance ${distance.toPrecision(3)}` }),
        ]),
      ]);
      button.setAttribute('type', 'button');
      button.addEventListener('click', () => choose(cell));
      button.addEventListener('pointerenter', () => point(cell));
      button.addEventListener('pointerleave', () => point(-1));
      return element('li', {}, [button]);
    });
    const image = thumbnail(chosen, 192);
    image.setAttribute('role', 'img');
    image.setAttribute('aria-label', `Image of ${ids[chosen]}`);
    panel.replaceChildren(
      element('h2', { text: ids[chosen]! }),
      image,
      element('dl', {}, facts),
      element('h3', { text: 'Nearest cells' }),
      element('ol', {}, nearest),
    );
  };
  const point = (cell: number): void => {
    if (cell !== current) {
      current = cell;
      showTip();
      redraw();
    }
  };
  const choose = (cell: number): void => {
    chosen = cell;
    current = -1;
    showTip();
    showPanel();
    if (cell >= 0) {
      status.textContent = `Chosen: ${describe(cell)}. Its ${neighbors.count} nearest cells are listed.`;
      keepInView(cell);
    }
    redraw();
  };
  const showLegend = (): void => {
    const entry = (name: number, text: string): HTMLElement => {
      const button = element('button', {}, [swatch(name), document.createTextNode(` ${text}`)]);
      button.setAttribute('type', 'button');
      button.setAttribute('aria-pressed', String(highlighted.has(name)));
      button.addEventListener('click', () => {
        if (!highlighted.delete(name)) {
          highlighted.add(name);
        }
        button.setAttribute('aria-pressed', String(highlighted.has(name)));
        redraw({ all: true });
      });
      return button;
    };
    const shown = [...coloring.names.keys()].filter((name) => coloring.counts[name]! > 0);
    const others = coloring.others ? [entry(-1, `${coloring.others.name} (${coloring.others.count})`)] : [];
    legend.replaceChildren(
      ...shown.map((name) => entry(name, `${coloring.names[name]} (${coloring.counts[name]})`)),
      ...others,
    );
  };

  // Where one looks.

  const lookAt = (x: number, y: number): void => {
    // The whole map lies in [0, 1]; what is in view stays within it.
    const half = 0.5 / zoom;
    const within = (value: number): number => Math.min(1 - half, Math.max(half, value));
    center = zoom <= 1 ? { x: 0.5, y: 0.5 } : { x: within(x), y: within(y) };
    canvas.style.touchAction = zoom > 1 ? 'none' : 'pan-y';
    showTip();
    redraw({ all: true });
  };
  const zoomTo = (level: number, at = { x: width() / 2, y: height() / 2 }): void => {
    // The place under the pointer stays under it.
    const x = center.x + (at.x - width() / 2) / scale();
    const y = center.y + (at.y - height() / 2) / scale();
    zoom = Math.min(largestZoom, Math.max(1, level));
    lookAt(x - (at.x - width() / 2) / scale(), y - (at.y - height() / 2) / scale());
  };
  const keepInView = (cell: number): void => {
    const { x, y } = placeOf(cell);
    if (x < 0 || y < 0 || x > width() || y > height()) {
      lookAt(map.points[2 * cell]!, map.points[2 * cell + 1]!);
    }
  };
  const cellAt = (x: number, y: number): number => {
    let nearest = -1;
    let smallest = reach ** 2;
    for (const cell of ids.keys()) {
      const place = placeOf(cell);
      const squared = (place.x - x) ** 2 + (place.y - y) ** 2;
      if (squared < smallest) {
        smallest = squared;
        nearest = cell;
      }
    }
    return nearest;
  };
  /** The nearest cell in one of four directions, rather straight ahead than aside. */
  const cellTowards = (from: number, x: number, y: number): number => {
    const start = placeOf(from);
    let best = from;
    let smallest = Number.POSITIVE_INFINITY;
    for (const cell of ids.keys()) {
      const place = placeOf(cell);
      const ahead = (place.x - start.x) * x + (place.y - start.y) * y;
      const aside = Math.abs((place.x - start.x) * y) + Math.abs((place.y - start.y) * x);
      if (ahead > 0.5 && aside <= ahead && ahead + 2 * aside < smallest) {
        smallest = ahead + 2 * aside;
        best = cell;
      }
    }
    return best;
  };
  const middleCell = (): number => {
    const distance = (cell: number): number =>
      (map.points[2 * cell]! - center.x) ** 2 + (map.points[2 * cell + 1]! - center.y) ** 2;
    return [...ids.keys()].reduce((best, cell) => (distance(cell) < distance(best) ? cell : best), 0);
  };

  // What people do.

  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener('pointerdown', (event) => {
    drag = { ...at(event), moved: false };
  });
  canvas.addEventListener('pointermove', (event) => {
    const place = at(event);
    if (drag && event.buttons > 0) {
      const far = Math.hypot(place.x - drag.x, place.y - drag.y) > 4;
      if (zoom > 1 && (drag.moved || far)) {
        lookAt(center.x - (place.x - drag.x) / scale(), center.y - (place.y - drag.y) / scale());
        drag = { ...place, moved: true };
      }
      return;
    }
    point(cellAt(place.x, place.y));
  });
  canvas.addEventListener('pointerleave', () => point(-1));
  canvas.addEventListener('click', (event) => {
    const { x, y } = at(event);
    if (!drag?.moved) {
      choose(cellAt(x, y));
    }
    drag = undefined;
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      // The wheel alone scrolls the page.
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoomTo(zoom * Math.exp(-event.deltaY / 200), at(event));
      }
    },
    { passive: false },
  );
  const arrows = new Map([
    ['ArrowLeft', [-1, 0]],
    ['ArrowRight', [1, 0]],
    ['ArrowUp', [0, -1]],
    ['ArrowDown', [0, 1]],
  ] as const);
  canvas.addEventListener('keydown', (event) => {
    const direction = arrows.get(event.key as 'ArrowLeft');
    if (direction) {
      const from = current >= 0 ? current : chosen;
      point(from < 0 ? middleCell() : cellTowards(from, direction[0], direction[1]));
      keepInView(current);
      status.textContent = describe(current);
    } else if ((event.key === 'Enter' || event.key === ' ') && current >= 0) {
      choose(current);
    } else if (event.key === 'Escape') {
      choose(-1);
    } else if (event.key === '+' || event.key === '-') {
      zoomTo(event.key === '+' ? zoom * 1.6 : zoom / 1.6);
    } else if (event.key === '0') {
      zoomTo(1);
    } else {
      return;
    }
    event.preventDefault();
  });
  canvas.addEventListener('blur', () => point(-1));
  find('zoom-in').addEventListener('click', () => zoomTo(zoom * 1.6));
  find('zoom-out').addEventListener('click', () => zoomTo(zoom / 1.6));
  find('zoom-all').addEventListener('click', () => zoomTo(1));
  for (const input of Array.from(document.querySelectorAll<HTMLInputElement>('input[name="map"]'))) {
    input.addEventListener('change', () => {
      map = data.maps[Number(input.value)]!;
      zoomTo(1);
    });
  }
  for (const input of Array.from(document.querySelectorAll<HTMLInputElement>('input[name="color"]'))) {
    input.addEventListener('change', () => {
      coloring = data.colorings[Number(input.value)]!;
      highlighted.clear();
      showLegend();
      showPanel();
      redraw({ all: true });
    });
  }
  search.addEventListener('input', () => {
    const asked = search.value.trim().toLowerCase();
    const exact = ids.findIndex((id) => id.toLowerCase() === asked);
    if (exact >= 0) {
      choose(exact);
    }
    const alike = asked === '' ? [] : ids.filter((id) => id.toLowerCase().includes(asked)).slice(0, 20);
    const options = alike.map((id) => {
      const option = document.createElement('option');
      option.value = id;
      return option;
    });
    find('ids').replaceChildren(...options);
    search.setAttribute('aria-invalid', String(asked !== '' && alike.length === 0));
  });
  find('controls').addEventListener('submit', (event) => {
    event.preventDefault();
    const asked = search.value.trim().toLowerCase();
    const first = asked === '' ? -1 : ids.findIndex((id) => id.toLowerCase().includes(asked));
    if (first >= 0) {
      choose(first);
    } else if (asked !== '') {
      status.textContent = `No cell has ${search.value} in its id.`;
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw({ all: true }));
  new ResizeObserver(() => redraw({ all: true })).observe(canvas);

  find('explorer').hidden = false;
  size = { width: canvas.clientWidth, height: canvas.clientHeight };
  showLegend();
  showPanel();
  redraw({ all: true });
}
