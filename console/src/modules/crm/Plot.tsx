import { Area, AreaChart, Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { type Chart, colours, show } from './charts'

// Neighbouring labels must not touch; the full name is in the tooltip and in the table.
const short = (text: string) => (text.length > 11 ? `${text.slice(0, 10)}…` : text)
const tick = { fontSize: 11, fill: 'var(--ink-3)' }

export default function Plot({ chart }: { chart: Chart }) {
  const grid = <CartesianGrid vertical={false} stroke="var(--line)" />
  const x = <XAxis dataKey="name" tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} tick={tick} interval={chart.shape === 'bar' && chart.rows.length < 9 ? 0 : 'preserveStartEnd'} tickFormatter={short} />
  const y = <YAxis width={54} tickLine={false} axisLine={false} tick={tick} tickFormatter={(value: number) => show(chart, value, true)} />
  const tip = (
    <Tooltip
      cursor={{ fill: 'var(--hover)', stroke: 'var(--line-strong)' }}
      formatter={value => show(chart, Number(value))}
      contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)', borderRadius: 8, fontSize: 12, boxShadow: 'none' }}
      labelStyle={{ color: 'var(--ink)', fontWeight: 600 }}
      itemStyle={{ color: 'var(--ink-2)' }}
    />
  )
  return (
    <div className="h-56">
      <ResponsiveContainer width="100%" height="100%">
        {chart.shape === 'area' ? (
          <AreaChart data={chart.rows} accessibilityLayer margin={{ top: 4, right: 8, bottom: 0, left: 0 }}>
            {grid}{x}{y}{tip}
            {chart.series.map((series, index) => <Area key={series.key} dataKey={series.key} name={series.label} type="monotone" stroke={colours[index]} strokeWidth={2} fill={colours[index]} fillOpacity={0.1} isAnimationActive={false} />)}
          </AreaChart>
        ) : (
          <BarChart data={chart.rows} accessibilityLayer margin={{ top: 4, right: 8, bottom: 0, left: 0 }} barGap={2}>
            {grid}{x}{y}{tip}
            {chart.series.map((series, index) => <Bar key={series.key} dataKey={series.key} name={series.label} fill={colours[index]} radius={[3, 3, 0, 0]} maxBarSize={36} isAnimationActive={false} />)}
          </BarChart>
        )}
      </ResponsiveContainer>
    </div>
  )
}
