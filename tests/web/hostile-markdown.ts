/** What a poisoned document may talk a model into writing: each line tries to fetch from, or lead to, another host. */
export const hostileMarkdown = [
  '![pixel](https://evil.test/p.png)',
  '![pixel][ref] and [a link][ref]',
  '[ref]: https://evil.test/ref.png',
  '[1]: https://evil.test/one',
  '[click](https://evil.test/click) [js](javascript:alert(1)) [data](data:text/html,<script>alert(1)</script>)',
  '<https://evil.test/auto> https://evil.test/bare www.evil.test',
  '<img src="https://evil.test/i.png" onerror="alert(1)">',
  '<script src="https://evil.test/s.js"></script><iframe src="https://evil.test/f"></iframe>',
  '<style>@import "https://evil.test/s.css";</style><link rel="stylesheet" href="https://evil.test/l.css">',
  '<svg><image href="https://evil.test/v.png"/></svg><form action="https://evil.test/post"><button>x</button></form>',
  '<div style="background:url(https://evil.test/b.png)">styled</div><base href="https://evil.test/">',
  '<video poster="https://evil.test/p.jpg"><source src="https://evil.test/v.mp4"></video>',
  '| ![cell](https://evil.test/cell.png) |\n| --- |\n| [cell](https://evil.test/cell) |',
  '- [ ] ![task](https://evil.test/task.png)',
  'A note[^1].\n\n[^1]: ![foot](https://evil.test/foot.png)',
].join('\n\n');
