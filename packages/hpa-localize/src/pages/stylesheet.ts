/** The look of every page: system fonts, light and dark, wide and narrow, screen and paper. */
export const STYLESHEET: string = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1d2329; --muted: #69727b; --rule: #e2e4e3; --tint: #f3f4f1;
  --warning: #8a4b00; --warning-tint: #fff3dc;
  --heat: 33, 94, 140;
  --series-1: #1f6aa5; --series-2: #c8541b; --series-3: #2e8b6f; --series-4: #a23b72;
  --series-5: #8a7a10; --series-6: #4f9fd0; --series-7: #6a4fb0; --series-8: #7a5c45;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --ink: #e6e8e6; --muted: #98a1a8; --rule: #2c3338; --tint: #1c2227;
    --warning: #ffcf80; --warning-tint: #38290f;
    --heat: 92, 164, 216;
    --series-1: #66aee3; --series-2: #f0905c; --series-3: #63c9a8; --series-4: #e07fb4;
    --series-5: #cfbf4d; --series-6: #9bd0f0; --series-7: #ab97ea; --series-8: #c5a48a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 50rem; padding: 3rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1 { margin: 0; font-size: 1.15rem; font-weight: 600; line-height: 1.3; }
h2 { margin: 0 0 1rem; font-size: 1.25rem; font-weight: 600; line-height: 1.3; }
header h2 { margin: 1.75rem 0 0.5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
ul { margin: 0 0 1rem; padding-left: 1.2rem; }
li { margin: 0.3rem 0; }
section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--rule); }
.subtitle { margin: 0.15rem 0 2rem; color: var(--muted); font-size: 0.9rem; }
.caveat {
  margin: 0 0 1rem; padding: 0.8rem 1rem; border-left: 4px solid var(--warning);
  background: var(--warning-tint); color: var(--warning);
}
.caveat strong { display: block; font-size: 1.1rem; }
.verdict {
  margin: 2rem 0 1.25rem; font: 1.6rem/1.35 Charter, "Bitstream Charter", "Iowan Old Style", Cambria, Georgia, serif;
  text-wrap: pretty;
}
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem 2rem; margin: 0 0 1.5rem; }
figure { margin: 0; max-width: 100%; }
figcaption, caption, summary { color: var(--muted); font-size: 0.875rem; line-height: 1.4; text-align: left; }
figcaption { margin-bottom: 0.5rem; }
caption { padding-bottom: 0.5rem; }
caption span { position: sticky; left: 0; display: block; width: max-content; max-width: min(47.5rem, calc(100vw - 2.5rem)); }
svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.scroll { margin: 0 0 1.75rem; overflow-x: auto; }
.wide { margin-right: calc(-1 * max(0px, (100vw - 50rem) / 2 - 1.25rem)); }
table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.35; }
th, td { padding: 0.4rem 1.1rem 0.4rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: baseline; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 400; vertical-align: bottom; }
tbody th { min-width: 9rem; font-weight: 600; }
th.number, td.number { text-align: right; }
td.number { white-space: pre; }
td.text { min-width: 7rem; }
.heat th, .heat td { padding: 0; border: 0; }
.heat tbody th { min-width: 0; padding-right: 0.75rem; font-weight: 400; text-align: right; white-space: nowrap; vertical-align: middle; }
.heat tbody td {
  background: rgba(var(--heat), calc(var(--share) * 0.6)); border: 1px solid var(--rule); text-align: center; vertical-align: middle;
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
.heat td.hit { font-weight: 600; }
.heat small { display: block; font-size: 0.75rem; font-weight: 400; }
.roomy tbody td { min-width: 5rem; height: 3.5rem; }
.roomy thead th { max-width: 7rem; padding: 0 0.4rem 0.5rem; text-align: center; }
.dense { font-size: 0.6875rem; }
.dense tbody td { min-width: 1.35rem; height: 1.35rem; }
.dense thead th span { display: block; margin: 0 auto 0.4rem; writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
.dense tbody th { white-space: normal; line-height: 1.15; }
.remark { margin-top: -1rem; font-size: 0.875rem; }
dl { margin: 0 0 1.5rem; font-size: 0.9rem; }
dl div { display: grid; grid-template-columns: 10.5rem 1fr; gap: 0 1rem; padding: 0.3rem 0; }
dt { font-weight: 600; }
dd { margin: 0; }
pre { margin: 0 0 1.5rem; padding: 0.8rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--tint); font: 0.8125rem/1.5 ui-monospace, monospace; }
details { margin: 0 0 1rem; }
details[open] { margin-bottom: 2rem; }
details caption { display: none; }
summary { padding: 0.3rem 0; cursor: pointer; }
details[open] summary { padding-bottom: 0.8rem; }
:focus-visible { outline: 2px solid var(--series-1); outline-offset: 2px; }
@media (max-width: 34rem) {
  body { padding-top: 1.5rem; }
  .verdict { font-size: 1.3rem; }
  dl div { grid-template-columns: 1fr; }
  .roomy tbody th { white-space: normal; }
  tbody th { min-width: 6.5rem; max-width: 8.5rem; }
  tbody th, thead th:first-child, .heat thead td { position: sticky; left: 0; z-index: 1; background: var(--paper); }
  .heat tbody th { min-width: 7.5rem; max-width: 7.5rem; border-right: 1px solid var(--rule); }
  .wordy, .wordy tbody, .wordy tr, .wordy tbody th, .wordy td { display: block; }
  .wordy thead { display: none; }
  .wordy caption { display: block; }
  .wordy tr { padding: 0.5rem 0; border-bottom: 1px solid var(--rule); }
  .wordy tbody th { max-width: none; }
  .wordy tbody th, .wordy td { padding: 0.1rem 0; border: 0; text-align: left; }
  .wordy td::before { content: attr(data-label) ": "; color: var(--muted); }
  .wordy td.number { white-space: normal; }
  .wordy td:empty { display: none; }
}
@media print, (hover: none) {
  .hint { display: none; }
}
@media print {
  :root { --paper: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  section { margin-top: 1.5rem; }
  h2, figcaption, caption, summary { break-after: avoid; }
  figure, tr, pre, dl div, .heat, .caveat, table:not(:has(tbody tr:nth-child(9))) { break-inside: avoid; }
  table { font-size: 8.5pt; }
  th, td { padding-top: 0.25rem; padding-bottom: 0.25rem; }
  .heat { font-size: 7pt; }
  .heat small { font-size: 6pt; }
  .roomy tbody td { min-width: 0; padding: 0 0.3rem; }
  .scroll { margin-right: 0; overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
