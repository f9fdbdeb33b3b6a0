export interface EnqueueOptions {
  /** Chosen by the caller to find the job again; otherwise a new one is made. */
  id?: string;
  /** While a job of this kind and key is waiting or running, no second one is added. */
  singletonKey?: string;
  delaySeconds?: number;
  /** Whose job it is, such as the tenant. */
  groupId?: string;
}
