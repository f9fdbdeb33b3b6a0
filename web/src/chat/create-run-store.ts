import { ask } from '#api/conversations.ts';
import { ApiError } from '#api/request.ts';
import { cancelRun, followRun } from '#api/runs.ts';
import { acceptRun, applyPart, startRun } from './run-state.ts';
import type { AskReply, Message, Scope } from '#api/conversations.ts';
import type { RunPart } from '#api/runs.ts';
import type { RunState } from './run-state.ts';

export interface Question {
  conversationId: string | undefined;
  text: string;
  scope: Scope;
  documentCount: number;
  /** Told which conversation the question went to, as soon as that is known. */
  onConversation: (conversationId: string) => void;
}

interface StoreOptions {
  onAccepted: (reply: AskReply) => void;
  onEnded: (conversationId: string, state: RunState) => void;
}

export type RunStore = ReturnType<typeof createRunStore>;

// Text arrives in crumbs; drawing thirty times a second looks the same and leaves the keyboard free.
const drawEveryMs = 33;
const unasked = 'new';

/**
 * The answers under way, one a conversation. They live outside the components: switching conversations or areas
 * interrupts nothing, and what came in meanwhile is there on return.
 */
export function createRunStore({ onAccepted, onEnded }: StoreOptions) {
  const runs = new Map<string, RunState>();
  const lostRuns = new Set<string>();
  const { subscribe, announce, announceSoon } = createAnnouncer();

  const set = (key: string, state: RunState) => {
    runs.set(key, state);
    if (state.phase === 'writing') announceSoon();
    else announce();
  };
  const change = (key: string, changed: (state: RunState) => RunState) => {
    const state = runs.get(key);
    if (state) set(key, changed(state));
  };
  const forget = (key: string) => {
    if (runs.delete(key)) announce();
  };

  const follow = async (conversationId: string, runId: string) => {
    const onPart = (part: RunPart) => change(conversationId, state => applyPart(state, part));
    try {
      await followRun(runId, { onPart, signal: new AbortController().signal });
    } catch (error) {
      // The server does not know this run (any more): asking again would bring the same reply.
      if (error instanceof ApiError && error.status !== 0) lostRuns.add(runId);
    }
    const state = runs.get(conversationId);
    forget(conversationId);
    if (state) onEnded(conversationId, state);
  };

  const start = async ({ conversationId, text, scope, documentCount, onConversation }: Question) => {
    const key = conversationId ?? unasked;
    set(key, startRun(text, documentCount));
    const sent = ask({ text, conversation_id: conversationId, ...scope });
    const reply = await sent.catch((error: unknown) => {
      forget(key);
      throw error;
    });
    const state = runs.get(key) ?? startRun(text, documentCount);
    set(reply.message.conversation_id, acceptRun(state, reply));
    onAccepted(reply);
    onConversation(reply.message.conversation_id);
    void follow(reply.message.conversation_id, reply.run_id);
    // Stop was pressed before there was anything that could be stopped.
    if (state.isStopping) void cancelRun(reply.run_id).catch(() => undefined);
  };

  return {
    subscribe,
    find: (conversationId: string | undefined) => runs.get(conversationId ?? unasked),
    start,
    forgetUnasked: () => forget(unasked),
    resume: (message: Message, question: string) => {
      const { conversation_id: conversationId, run_id: runId } = message;
      if (runId === null || runs.has(conversationId) || lostRuns.has(runId)) return;
      set(conversationId, { ...startRun(question, 0), phase: 'searching', runId, messageId: message.id });
      void follow(conversationId, runId);
    },
    stop: (conversationId: string | undefined) => {
      const key = conversationId ?? unasked;
      const runId = runs.get(key)?.runId;
      change(key, state => ({ ...state, isStopping: true }));
      const unstop = () => change(key, state => ({ ...state, isStopping: false }));
      if (runId) void cancelRun(runId).catch(unstop);
    },
  };
}

function createAnnouncer() {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const announce = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const listener of listeners) listener();
  };
  return {
    announce,
    announceSoon: () => void (timer ??= setTimeout(announce, drawEveryMs)),
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
