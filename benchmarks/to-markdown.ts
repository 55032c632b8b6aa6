import { WARM_UP_SECONDS } from './plan.js';
import type { Report } from './report.js';
import type { Result } from './summarize.js';

const HEAD = [
  'benchmark',
  'engine',
  'threads',
  'median s',
  'min .. max s',
  'images or samples/s',
  'stock cpu / this',
  'this / PyTorch',
  'this / Node',
  'scikit-learn / this',
  '1 thread / this',
];

/** Columns of words; those of numbers are set to the right. */
const WORDS: readonly string[] = ['benchmark', 'engine', 'GPU', 'driver'];

/** Columns of a run in which an engine used a GPU. */
const GPU_HEAD = ['GPU', 'driver', 'shader-f16', 'in kernels'];

/** Renders a report as Markdown. Times are per step; `*` marks times scaled up from a smaller batch. */
export function toMarkdown({ machine, started, repeats, rounds, quick, results, absent }: Report): string {
  const { processor, cores, memoryGiB, system, node } = machine;
  const withGpu = results.some(({ gpu }) => gpu);
  const head = withGpu ? [...HEAD, ...GPU_HEAD] : HEAD;
  const rows = results.map(({ benchmark, engine, threads, seconds, imagesPerSecond, ratios, ...result }) => [
    benchmark,
    engine,
    String(threads),
    `${digits(seconds.median)}${result.measuredBatch === result.batch ? '' : '*'}`,
    seconds.samples.length > 1 ? `${digits(seconds.minimum)} .. ${digits(seconds.maximum)}` : 'one step',
    digits(imagesPerSecond),
    digits(ratios.stockCpuOverThis),
    digits(ratios.thisOverPytorch),
    digits(ratios.thisOverNode),
    digits(ratios.scikitLearnOverThis),
    digits(ratios.oneThreadOverThis),
    ...(withGpu ? gpuCells(result) : []),
  ]);
  const versions = new Set(results.map(({ engine, version, device }) => `${engine} ${version} (${device})`));
  const scaled = results.find(({ batch, measuredBatch }) => batch !== measuredBatch);
  const lines = [
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, ${started}.`,
    `Median of ${rounds === 1 ? '' : `${rounds} rounds of `}${repeats} steps${quick ? ', quick: the times mean nothing' : ` after ${WARM_UP_SECONDS} seconds of warm-up`}.`,
    '',
    row(head),
    row(head.map((column) => (WORDS.includes(column) ? '---' : '---:'))),
    ...rows.map(row),
    '',
    ...(scaled ? [`\\* one step of ${scaled.measuredBatch}, times the batch.`, ''] : []),
    ...[...versions].map((version) => `- ${version}`),
    ...absences(absent),
  ];
  return lines.join('\n');
}

/** The cells of {@link GPU_HEAD}; empty for an engine that used no GPU. */
function gpuCells({ gpu, kernels }: Pick<Result, 'gpu' | 'kernels'>): string[] {
  if (gpu === undefined) {
    return GPU_HEAD.map(() => '');
  }
  const { name, architecture, driver, runtime, isSoftware, shaderF16 } = gpu;
  return [
    [name, architecture, isSoftware ? 'computes on the CPU' : ''].filter(Boolean).join(', '),
    `${driver} (${runtime})`,
    shaderF16 === undefined ? 'no shaders' : shaderF16 ? 'yes' : 'no',
    kernels === undefined ? 'no timestamps' : `${(100 * kernels.share).toFixed(0)} %`,
  ];
}

/** One line per reason, with the benchmarks that did not run. */
function absences(absent: Report['absent']): string[] {
  const reasons = new Set(absent.map(({ engine, reason }) => `${engine}: ${reason}`));
  return [...reasons].map((told) => {
    const names = absent.filter(({ engine, reason }) => `${engine}: ${reason}` === told);
    return `- not run: ${told} (${[...new Set(names.map(({ benchmark }) => benchmark))].join(', ')})`;
  });
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Three significant digits without an exponent; empty if absent. */
function digits(value: number | undefined): string {
  return value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
