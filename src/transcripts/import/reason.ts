/** Why an item was set aside: a stable code, and a sentence for whoever sent it. */
export interface Reason {
  code: string;
  message: string;
}
