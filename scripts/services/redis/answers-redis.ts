import { connect } from 'node:net';

/** Whether a Redis answers PING. */
export function answersRedis(url: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.on('connect', () => socket.write('PING\r\n')).on('error', () => end(false));
    socket.on('data', reply => end(String(reply).startsWith('+PONG')));
  });
}
