import { basename, relative, sep } from 'node:path';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { ChannelName } from '../../image/cell-image.js';
import { listFiles, listFolders } from '../files/list-files.js';
import { mapInOrder } from '../files/map-in-order.js';
import { pageAddress } from '../files/page-address.js';
import { readTiffFileStart } from '../files/read-tiff-file-start.js';
import type { ChannelNaming } from './channel-naming.js';
import { parseChannelFile, parseComposite, parseFileInColorFolder, parseMask } from './file-names.js';
import type { Entry, Layout } from './layout.js';

const TIFF_FILE = /(?:\.ome)?\.tiff?$/i;
const OME_TIFF_FILE = /\.ome\.tiff?$/i;
const DIMENSION_ORDERS = ['XYZCT', 'XYZTC', 'XYCZT', 'XYCTZ', 'XYTZC', 'XYTCZ'];

/**
 * One TIFF per image with a gray page for each channel, whose OME-XML names the channels (OME-TIFF,
 * https://docs.openmicroscopy.org/ome-model/latest/ome-tiff/specification.html). Images in the folder have no labels;
 * images in its folders are labeled by the name of their folder, and their ids are {class}/{name}. Where it is said what the channels
 * are called, others are left out; otherwise each must be one of the four of the Atlas, by a usual name.
 *
 * Images of several planes or time points, or divided among files, cannot be used. Listing throws an Error if there are
 * images in the folder and in its folders.
 */
export const OME_TIFF: Layout = {
  name: 'ome-tiff',
  looksLike: 'OME-TIFF files',
  detect: async ({ files, filesInFolders, naming }) => {
    const candidates = candidatesAmong([...files, ...filesInFolders], naming);
    const [first] = candidates;
    const isOme =
      candidates.some((file) => OME_TIFF_FILE.test(file)) ||
      (first !== undefined &&
        isOmeXml(
          await readTiffFileStart(first).then(
            ({ description }) => description,
            () => '',
          ),
        ));
    return isOme ? 'surely' : undefined;
  },
  list: async (path, { naming }) => {
    const inside = candidatesAmong(await listFiles(path), naming);
    const folders = await mapInOrder(await listFolders(path), async (folder) => ({
      folder,
      files: candidatesAmong(await listFiles(folder), naming),
    }));
    const classFolders = folders.filter(({ files }) => files.length > 0);
    const [firstFolder] = classFolders;
    if (inside.length > 0 && firstFolder !== undefined) {
      throw new Error(
        `${path}: expected OME-TIFF files in it or in folders, one per class; found both ${inside[0]} and ${firstFolder.files[0]}`,
      );
    }
    const labeled = classFolders.flatMap(({ files }, label) =>
      files.map((file) => ({ file, labels: [label] })),
    );
    const unlabeled = inside.map((file) => ({ file, labels: [] }));
    return {
      classes: classFolders.map(({ folder }, id) => ({ id, name: basename(folder) })),
      entries: await mapInOrder([...unlabeled, ...labeled], ({ file, labels }) =>
        describeImage(file, { path, labels, naming }),
      ),
    };
  },
};

/** The files that may be OME-TIFF of all channels, by their names. */
function candidatesAmong(files: readonly string[], naming: ChannelNaming): string[] {
  const parsers = [parseChannelFile, parseFileInColorFolder, parseComposite, parseMask];
  return files.filter(
    (file) => TIFF_FILE.test(file) && parsers.every((parseName) => parseName(file, naming) === undefined),
  );
}

async function describeImage(
  file: string,
  {
    path,
    labels,
    naming,
  }: { readonly path: string; readonly labels: readonly number[]; readonly naming: ChannelNaming },
): Promise<Entry> {
  const description = await readTiffFileStart(file).then(
    (start) => start.description,
    (error: Error) => error,
  );
  let names: readonly string[] = [];
  return {
    id: relative(path, file).replace(TIFF_FILE, '').split(sep).join('/'),
    where: file,
    labels: () => labels,
    files: () => {
      if (description instanceof Error) {
        throw description;
      }
      const channels = parseOmeXml(description);
      names = channels.map(({ name }) => name);
      return Object.fromEntries(
        nameChannels(names, naming).flatMap((channel, index) =>
          channel === undefined ? [] : [[channel, pageAddress(file, channels[index]!.page)]],
        ),
      );
    },
    expected: (channel) => `for ${channelInWords(channel, naming)}: the channels are ${names.join(', ')}`,
  };
}

/** Says which channel is looked for, and how it is called. */
function channelInWords(channel: ChannelName, { stated, wordsOf }: ChannelNaming): string {
  const [word] = wordsOf(channel);
  return stated && word !== channel ? `${channel}, called ${word}` : `${word}`;
}

/**
 * Tells what the channels show; undefined of one that is left out, where it is said what images have. Throws an Error if a name is
 * unknown where nothing is said, or two channels show the same.
 */
function nameChannels(names: readonly string[], naming: ChannelNaming): (ChannelName | undefined)[] {
  const { channels: known, stated, omeNamesOf } = naming;
  const channels = names.map((name) =>
    known.find((channel) => omeNamesOf(channel).includes(name.trim().toLowerCase())),
  );
  const repeated = channels.find(
    (channel, index) => channel !== undefined && channels.indexOf(channel) !== index,
  );
  const unknown = stated ? -1 : channels.indexOf(undefined);
  if (repeated !== undefined || unknown !== -1) {
    const problem =
      unknown === -1
        ? `two channels for ${repeated}`
        : `unknown channel ${names[unknown] || 'without a name'}`;
    const usual = known.map((channel) => omeNamesOf(channel).join(' or ')).join('; ');
    throw new Error(
      `${problem} among ${names.join(', ')}; each channel must be ${usual}, or say what each is (channels: { nucleus: 'NAME' } of the library, --channels nucleus=NAME,protein=NAME of the commands)`,
    );
  }
  return channels;
}

/** A channel of an OME-TIFF and the page that shows it, from 0. */
interface OmeChannel {
  readonly name: string;
  readonly page: number;
}

function isOmeXml(description: string): boolean {
  return /<(?:\w+:)?OME[\s>]/.test(description);
}

/** Reads the channels from OME-XML. Throws an Error if there is none, or it describes more than one plane of each. */
function parseOmeXml(description: string): OmeChannel[] {
  if (!isOmeXml(description)) {
    throw new Error('expected OME-XML in its ImageDescription; found none');
  }
  const images = childrenNamed(parseXml(description).root!, 'Image');
  if (images.length !== 1) {
    throw new Error(`expected one Image in its OME-XML; found ${images.length}`);
  }
  const [pixels] = childrenNamed(images[0]!, 'Pixels');
  if (pixels === undefined) {
    throw new Error('expected Pixels in its OME-XML; found none');
  }
  const { DimensionOrder: order = 'none', SizeC, SizeZ, SizeT } = pixels.attributes;
  if (!DIMENSION_ORDERS.includes(order)) {
    throw new Error(`expected a DimensionOrder of ${DIMENSION_ORDERS.join(', ')}; found ${order}`);
  }
  if (SizeZ !== '1' || SizeT !== '1') {
    throw new Error(`expected SizeZ 1 and SizeT 1; found SizeZ ${SizeZ} and SizeT ${SizeT}`);
  }
  const channels = childrenNamed(pixels, 'Channel');
  if (channels.length === 0 || SizeC !== String(channels.length)) {
    throw new Error(`expected a Channel for each of SizeC ${SizeC}; found ${channels.length}`);
  }
  const pages = readPages(childrenNamed(pixels, 'TiffData'), channels.length);
  return channels.map(({ attributes: { Name: name = '', SamplesPerPixel: samples = '1' } }, index) => {
    if (samples !== '1') {
      throw new Error(`expected SamplesPerPixel 1, a page for each channel; found ${samples} of ${name}`);
    }
    const page = pages.get(index);
    if (page === undefined) {
      throw new Error(`expected TiffData for each channel; found none for ${name}`);
    }
    return { name, page };
  });
}

/** Finds the page of each channel; those of an element without attributes are in the order of the channels. */
function readPages(elements: readonly XmlElement[], channelCount: number): Map<number, number> {
  const files = elements
    .flatMap((element) => childrenNamed(element, 'UUID'))
    .map(({ attributes }) => attributes.FileName);
  if (new Set(files).size > 1) {
    throw new Error(`expected all channels in one file; found ${[...new Set(files)].join(', ')}`);
  }
  const pages = new Map<number, number>();
  for (const { attributes } of elements.length > 0 ? elements : [new XmlElement('TiffData')]) {
    const { IFD, FirstC = '0', PlaneCount = IFD === undefined ? String(channelCount) : '1' } = attributes;
    for (let plane = 0; plane < Number(PlaneCount); plane++) {
      pages.set(Number(FirstC) + plane, Number(IFD ?? 0) + plane);
    }
  }
  return pages;
}

/** The elements in another that have a name, whatever the prefix of its namespace. */
function childrenNamed(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement => child instanceof XmlElement && child.name.replace(/^.*:/, '') === name,
  );
}
