/** Parts of PromQL that panels are made of. Rates look back as far as Grafana finds fit for the scrapes and the width of the panel. */

/** Of the jobs, instances and maps that are chosen above the panels. */
const CHOSEN = 'job=~"$job",instance=~"$instance",map=~"$map"';

export const chosen = (metric: string, more = ''): string => `${metric}{${CHOSEN}${more === '' ? '' : `,${more}`}}`;
export const rate = (metric: string, more = ''): string => `rate(${chosen(metric, more)}[$__rate_interval])`;
export const sumBy = (labels: string, expression: string): string => `sum by (${labels}) (${expression})`;
export const maxBy = (labels: string, expression: string): string => `max by (${labels}) (${expression})`;
export const rateBy = (labels: string, metric: string, more = ''): string => sumBy(labels, rate(metric, more));

/** A share or ratio; nothing, rather than NaN, where there is nothing to divide by. */
export const ratio = (part: string, whole: string): string => `${part} / (${whole} > 0)`;

/** Batches that did not go in as a whole. */
export const FAILURES = 'result=~"failed|partial|rejected"';
/** Others are refused or recognised at once, and would make slow ones look rare. */
export const BEGUN = 'result=~"ok|partial|failed"';

/** A quantile of a histogram by map; nothing where nothing was observed. */
export const quantileByMap = (q: number, histogram: string, more = ''): string =>
  `histogram_quantile(${q}, ${rateBy('map, le', `${histogram}_bucket`, more)}) >= 0`;

/** Of the jobs, instances and caches that are chosen above the panels. */
export const ofCaches = (metric: string): string => `${metric}{job=~"$job",instance=~"$instance",cache=~"$cache"}`;
export const cacheRateBy = (labels: string, metric: string): string => sumBy(labels, `rate(${ofCaches(metric)}[$__rate_interval])`);
