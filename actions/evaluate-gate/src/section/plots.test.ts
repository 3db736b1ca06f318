import { expect, it } from 'vitest';
import { gatePredicate } from '../drawn-fixture.ts';
import { plotsDetail } from './plots.ts';

it('links the pictures that are kept, and nothing that is no picture of ours', () => {
  expect(plotsDetail(gatePredicate({}))).toEqual([]);
  const plots = ['birds-default-roc.svg', '../../x.svg', 'a"onerror=1.svg', 'https://example.com/x.svg'];
  expect(plotsDetail(gatePredicate({ plots }))).toMatchInlineSnapshot(`
    [
      {
        "body": "<a href="/acme/birds/blob/ml-records/plots/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/birds-default-roc.svg?raw=true"><img src="/acme/birds/blob/ml-records/plots/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/birds-default-roc.svg?raw=true" width="420" alt="birds-default-roc"></a>",
        "summary": "Plots",
      },
    ]
  `);
});
