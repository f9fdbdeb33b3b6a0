import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe (WCAG 2.2 A and AA) holds against the page as it stands, serious and critical only, in a line each. */
export async function findAxeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as { axe: typeof axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await tool.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
      );
  });
}
