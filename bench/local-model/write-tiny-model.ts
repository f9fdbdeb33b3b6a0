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

/** A model of three dimensions in the files that sentence models come in. @returns its name below `folder`. */
export async function writeTinyModel(folder: string): Promise<string> {
  const home = path.join(folder, 'tests', 'tiny');
  await mkdir(path.join(home, 'onnx'), { recursive: true });
  await writeFile(path.join(home, 'onnx', 'model.onnx'), onnxModel());
  await writeFile(path.join(home, 'config.json'), JSON.stringify({ model_type: 'bert', hidden_size: 3 }));
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
  return 'tests/tiny';
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

// The model in the protocol buffers that ONNX defines: one Gather, which looks each token up in a table.

const INT64 = 7;
const FLOAT = 1;

function onnxModel(): Buffer {
  const table = Buffer.concat([
    number(1, VECTORS.length),
    number(1, 3),
    number(2, FLOAT),
    text(8, 'table'),
    bytes(9, Buffer.from(Float32Array.from(VECTORS.flat()).buffer)),
  ]);
  const gather = Buffer.concat([
    text(1, 'table'),
    text(1, 'input_ids'),
    text(2, 'last_hidden_state'),
    text(4, 'Gather'),
  ]);
  const graph = Buffer.concat([
    bytes(1, gather),
    text(2, 'tiny'),
    bytes(5, table),
    bytes(11, value('input_ids', INT64, ['batch', 'tokens'])),
    bytes(11, value('attention_mask', INT64, ['batch', 'tokens'])),
    bytes(11, value('token_type_ids', INT64, ['batch', 'tokens'])),
    bytes(12, value('last_hidden_state', FLOAT, ['batch', 'tokens', 3])),
  ]);
  const operators = number(2, 13);
  return Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, operators)]);
}

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
