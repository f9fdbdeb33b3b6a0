import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Words that the model knows, each with its own vector: the sentence's is their mean. */
const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'harbour', 'port', 'soup', 'chicken'];
const VECTORS = [
  [0, 0, 0],
  [0.1, 0.1, 0.1],
  [0, 0, 0],
  [0, 0, 0],
  [1, 0.1, 0],
  [1, 0, 0.1],
  [0, 1, 0.1],
  [0.1, 1, 0],
];

/** What the cross-encoder thinks of each word. */
const MERITS = [0, 0, 0, 0, 3, 2, -2, -3];

/** How the classifier says each word sounds: negative, neutral, positive. */
const SOUNDS = [
  [0, 0, 0],
  [0, 1, 0],
  [0, 0, 0],
  [0, 0, 0],
  [0, 0, 9],
  [0, 0, 9],
  [9, 0, 0],
  [9, 0, 0],
];

/** A model of three dimensions in the files that sentence models come in. @returns its name below `folder`. */
export const writeTinyModel = (folder: string): Promise<string> => writeModel(folder, 'tiny', onnxModel());

/** A cross-encoder: the score of question and passage is the mean of what it thinks of their words. */
export const writeTinyReranker = (folder: string): Promise<string> =>
  writeModel(folder, 'tiny-reranker', onnxReranker());

/** A classifier, to which ports sound good, food bad and all else neutral. */
export const writeTinyClassifier = (folder: string): Promise<string> =>
  writeModel(folder, 'tiny-classifier', onnxClassifier(), {
    id2label: { 0: 'negative', 1: 'neutral', 2: 'positive' },
    label2id: { negative: 0, neutral: 1, positive: 2 },
  });

async function writeModel(folder: string, name: string, model: Buffer, labels: object = {}): Promise<string> {
  const home = path.join(folder, 'tests', name);
  await mkdir(path.join(home, 'onnx'), { recursive: true });
  await writeFile(path.join(home, 'onnx', 'model.onnx'), model);
  await writeFile(
    path.join(home, 'config.json'),
    JSON.stringify({ model_type: 'bert', hidden_size: 3, ...labels }),
  );
  const tokenizerConfig = {
    tokenizer_class: 'BertTokenizer',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    model_max_length: 64,
  };
  await writeFile(path.join(home, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig));
  await writeFile(path.join(home, 'tokenizer.json'), JSON.stringify(tokenizer()));
  return `tests/${name}`;
}

const tokenizer = () => ({
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: WORDS.slice(0, 4).map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
  },
});

// The models in the protocol buffers that ONNX defines: a Gather, which looks each token up in a table, and a mean.

const INT64 = 7;
const FLOAT = 1;

const onnxModel = (): Buffer =>
  modelOf({
    table: tensor('table', [VECTORS.length, 3], VECTORS.flat()),
    nodes: [node('Gather', ['table', 'input_ids'], 'last_hidden_state')],
    output: value('last_hidden_state', FLOAT, ['batch', 'tokens', 3]),
  });

const onnxReranker = (): Buffer =>
  modelOf({
    table: tensor('table', [MERITS.length, 1], MERITS),
    nodes: [
      node('Gather', ['table', 'input_ids'], 'merits'),
      node('ReduceMean', ['merits'], 'logits', [integers('axes', [1]), integer('keepdims', 0)]),
    ],
    output: value('logits', FLOAT, ['batch', 1]),
  });

const onnxClassifier = (): Buffer =>
  modelOf({
    table: tensor('table', [SOUNDS.length, 3], SOUNDS.flat()),
    nodes: [
      node('Gather', ['table', 'input_ids'], 'sounds'),
      node('ReduceMean', ['sounds'], 'logits', [integers('axes', [1]), integer('keepdims', 0)]),
    ],
    output: value('logits', FLOAT, ['batch', 3]),
  });

function modelOf({ table, nodes, output }: { table: Buffer; nodes: Buffer[]; output: Buffer }): Buffer {
  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'];
  const graph = Buffer.concat([
    ...nodes.map(each => bytes(1, each)),
    text(2, 'tiny'),
    bytes(5, table),
    ...inputs.map(name => bytes(11, value(name, INT64, ['batch', 'tokens']))),
    bytes(12, output),
  ]);
  const operators = number(2, 13);
  return Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, operators)]);
}

const tensor = (name: string, shape: number[], values: number[]): Buffer =>
  Buffer.concat([
    ...shape.map(size => number(1, size)),
    number(2, FLOAT),
    text(8, name),
    bytes(9, Buffer.from(Float32Array.from(values).buffer)),
  ]);

const node = (operator: string, inputs: string[], output: string, attributes: Buffer[] = []): Buffer =>
  Buffer.concat([
    ...inputs.map(name => text(1, name)),
    text(2, output),
    text(4, operator),
    ...attributes.map(each => bytes(5, each)),
  ]);

const INTEGER = 2;
const INTEGERS = 7;
const integer = (name: string, of: number): Buffer =>
  Buffer.concat([text(1, name), number(3, of), number(20, INTEGER)]);
const integers = (name: string, of: number[]): Buffer =>
  Buffer.concat([text(1, name), ...of.map(each => number(8, each)), number(20, INTEGERS)]);

function value(name: string, type: number, shape: (string | number)[]): Buffer {
  const dimensions = shape.map(size => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  const tensor = Buffer.concat([number(1, type), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
}

function varint(of: number): Buffer {
  const octets: number[] = [];
  let rest = of;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) | 128);
  return Buffer.from([...octets, rest]);
}

const number = (field: number, of: number): Buffer => Buffer.concat([varint(field << 3), varint(of)]);
const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));
