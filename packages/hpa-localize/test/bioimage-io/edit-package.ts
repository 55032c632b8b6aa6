import { createHash } from 'node:crypto';
import { unzipSync, zipSync } from 'fflate';
import { type Document, parseDocument } from 'yaml';

/** Changes the description of a package. */
export type Change = (description: Document) => void;

/** Where a description names files with checksums. */
const NAMED = [
  ['inputs', 0, 'test_tensor'],
  ['outputs', 0, 'test_tensor'],
  ['weights', 'onnx'],
] as const;

/** Changes a package: its description, its files, or both. The checksums of changed files are brought up to date. */
export function editPackage(
  zip: Uint8Array,
  {
    description: change,
    files = {},
  }: { readonly description: Change; readonly files?: Readonly<Record<string, Uint8Array>> },
): Uint8Array {
  const entries = { ...unzipSync(zip), ...files };
  const description = parseDocument(new TextDecoder().decode(entries['rdf.yaml']));
  for (const path of NAMED) {
    const bytes = entries[String(description.getIn([...path, 'source']))]!;
    description.setIn([...path, 'sha256'], createHash('sha256').update(bytes).digest('hex'));
  }
  change(description);
  return zipSync({ ...entries, 'rdf.yaml': new TextEncoder().encode(description.toString()) });
}
