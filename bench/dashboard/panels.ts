/** Panels as this dashboard has them. */
import {
  AxisPlacement, BigValueColorMode, BigValueGraphMode, GraphThresholdsStyleConfigBuilder, GraphThresholdsStyleMode, LegendDisplayMode, LegendPlacement,
  ReduceDataOptionsBuilder, SortOrder, StackingConfigBuilder, StackingMode, TooltipDisplayMode, VizLegendOptionsBuilder, VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** What the dashboard asks: chosen above the panels. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A line, or several that a label tells apart: the expression, and what it is called. */
export type Query = readonly [expression: string, legend: string];

interface PanelText {
  readonly title: string;
  /** What it shows, and what to do about it. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** One of the SDK's `units`. */
  readonly unit: string;
}

interface Graph extends PanelText {
  /** Of 24; a third of the row by default. */
  readonly span?: number;
  readonly max?: number;
  /** Where a line is drawn, and beyond which it is too much. */
  readonly threshold?: number;
  readonly stacked?: true;
}

const HEIGHT = 8;
const THIRD = 8;

const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

function queryOf([expression, legend]: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATA_SOURCE).expr(expression).legendFormat(legend).refId(refId(index));
}

function steps(threshold: number | undefined): ThresholdsConfigBuilder {
  const beyond: Threshold[] = threshold === undefined ? [] : [{ value: threshold, color: 'red' }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: 'green' }, ...beyond]);
}

/** Lines over time. */
export function graph({ title, description, queries, unit, span = THIRD, max, threshold, stacked }: Graph): TimeSeriesBuilder {
  const panel = new TimeSeriesBuilder()
    .title(title).description(description).datasource(DATA_SOURCE).unit(unit).min(0).height(HEIGHT).span(span)
    .targets(queries.map(queryOf))
    .lineWidth(1).fillOpacity(stacked ? 40 : 8).axisPlacement(AxisPlacement.Auto)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true).calcs([]))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .thresholds(steps(threshold));
  if (max !== undefined) panel.max(max);
  if (threshold !== undefined) panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed)).axisSoftMax(threshold);
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  return panel;
}

/** The last value, large. */
export function stat({ title, description, queries, unit, span = THIRD, threshold }: Graph): StatBuilder {
  return new StatBuilder()
    .title(title).description(description).datasource(DATA_SOURCE).unit(unit).height(HEIGHT).span(span)
    .targets(queries.map((query, index) => queryOf(query, index).instant()))
    .graphMode(BigValueGraphMode.None).colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .thresholds(steps(threshold));
}

/** How a histogram's observations spread, over time: its rate by `le`. */
export function heatmap({ title, description, queries, unit, span = THIRD }: Graph): HeatmapBuilder {
  return new HeatmapBuilder()
    .title(title).description(description).datasource(DATA_SOURCE).height(HEIGHT).span(span)
    .targets(queries.map((query, index) => queryOf(query, index).format(PromQueryFormat.Heatmap)))
    .calculate(false).unit(unit);
}
