import type { AskReply, Citation, Message, Proof } from '#api/conversations.ts';
import type { Failure } from '#api/documents.ts';
import type { RunPart } from '#api/runs.ts';

/** An answer while it is made: first the question on its way, then what was found, then the words. */
export interface RunState {
  question: string;
  /** How many documents the question went to, as the person chose; replaced by what the server searched. */
  documentCount: number;
  runId: string | null;
  messageId: string | null;
  phase: 'sending' | 'searching' | 'thinking' | 'writing' | 'ended';
  passageCount: number | null;
  text: string;
  citations: Citation[];
  proof: Proof | null;
  answeredBy: Message['answered_by'];
  label: string | null;
  outcome: 'complete' | 'stopped' | 'failed' | 'interrupted' | null;
  failure: Failure | null;
  isStopping: boolean;
}

export function startRun(question: string, documentCount: number): RunState {
  return {
    question,
    documentCount,
    runId: null,
    messageId: null,
    phase: 'sending',
    passageCount: null,
    text: '',
    citations: [],
    proof: null,
    answeredBy: null,
    label: null,
    outcome: null,
    failure: null,
    isStopping: false,
  };
}

export function acceptRun(state: RunState, reply: AskReply): RunState {
  return { ...state, phase: 'searching', runId: reply.run_id, messageId: reply.message.id };
}

/** What the person sees after one more part. Parts of kinds this page does not know are passed over. */
export function applyPart(state: RunState, part: RunPart): RunState {
  switch (part.type) {
    case 'run':
      return { ...state, runId: part.run_id, messageId: part.message_id, phase: 'searching' };
    case 'retrieval':
      return {
        ...state,
        phase: 'thinking',
        documentCount: part.searched_documents,
        passageCount: part.passages.length,
      };
    case 'text-start':
      return { ...state, phase: 'writing', answeredBy: part.answered_by, label: part.label };
    case 'text-delta':
      return { ...state, phase: 'writing', text: state.text + part.text };
    case 'citation':
      return { ...state, citations: [...state.citations, part] };
    case 'proof':
      return { ...state, proof: part };
    case 'done':
      return { ...state, phase: 'ended', outcome: part.status };
    case 'error':
      return { ...state, phase: 'ended', ...endingOf(part) };
    default:
      return state;
  }
}

/** An answer whose writer was gone is no failure of its own: what there is of it can be gone on with. */
const endingOf = (part: Extract<RunPart, { type: 'error' }>): Pick<RunState, 'outcome' | 'failure'> =>
  part.code === 'run-interrupted'
    ? { outcome: 'interrupted', failure: null }
    : { outcome: 'failed', failure: part };

/** The stored answer with what has been heard of it since. An answer whose end was not heard stays "streaming". */
export function settleMessage(message: Message, state: RunState): Message {
  return {
    ...message,
    text: state.text,
    citations: state.citations,
    proof: state.proof,
    status: state.outcome ?? message.status,
    answered_by: state.answeredBy,
    failure: state.failure,
  };
}
