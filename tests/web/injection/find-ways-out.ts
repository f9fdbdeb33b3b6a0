import type { Page } from 'playwright-core';

/** Whatever on the page could fetch from another host or lead there, as it stands in the page's tree. */
export function findWaysOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const fetching =
      'img, picture, source, iframe, frame, object, embed, video, audio, track, image, use, feImage, portal, form, area, base';
    const addresses = [
      'href',
      'xlink:href',
      'src',
      'srcset',
      'imagesrcset',
      'srcdoc',
      'action',
      'formaction',
      'poster',
      'data',
      'background',
      'ping',
      'cite',
      'content',
      'style',
      'codebase',
    ];
    const found: string[] = [];
    const tell = (element: Element): void => void found.push(element.outerHTML.slice(0, 200));
    for (const element of document.body.querySelectorAll('*')) {
      const isHandled = element.getAttributeNames().some(name => name.startsWith('on'));
      const leads = addresses.some(name => {
        const value = element.getAttribute(name);
        return value !== null && /evil|javascript:|vbscript:|data:text|^\s*\/\/|mailto:/i.test(value);
      });
      if (leads || isHandled || element.matches(fetching)) tell(element);
    }
    // Within what documents and models wrote there is nothing to follow but citations, which are buttons.
    for (const link of document.querySelectorAll('article a, blockquote a')) tell(link);
    for (const element of document.querySelectorAll('body style, body link, body script, body meta'))
      tell(element);
    for (const element of document.head.querySelectorAll(
      '[href*=evil], [src*=evil], meta[http-equiv=refresh]',
    ))
      tell(element);
    return found;
  });
}
