import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

export type Line = { key: string; label: string; tone?: 'accent' | 'soft' | 'warn' | 'danger' }
type Props = { rows: Record<string, string | number | null>[]; lines: Line[]; show: (value: number) => string; most?: number }

const tones = { accent: 'var(--accent)', soft: 'color-mix(in oklab, var(--accent) 45%, var(--panel))', warn: 'var(--warn)', danger: 'var(--danger)' }
const order = ['accent', 'warn', 'soft', 'danger'] as const
const tick = { fontSize: 11, fill: 'var(--ink-3)' }

/** Values over minutes. Lazy, because the library is large. */
export default function TimePlot({ rows, lines, show, most }: Props) {
  return (
    <div className="h-48">
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart data={rows} accessibilityLayer margin={{ top: 6, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="name" tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} tick={tick} interval="preserveStartEnd" minTickGap={48} />
          <YAxis width={62} tickLine={false} axisLine={false} tick={tick} tickFormatter={show} domain={[0, most ?? 'auto']} tickCount={4} />
          <Tooltip
            cursor={{ stroke: 'var(--line-strong)' }}
            formatter={value => show(Number(value))}
            contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)', borderRadius: 8, fontSize: 12, boxShadow: 'none' }}
            labelStyle={{ color: 'var(--ink)', fontWeight: 600 }}
            itemStyle={{ color: 'var(--ink-2)' }}
          />
          {lines.map((line, index) => {
            const colour = tones[line.tone ?? order[index % order.length]]
            return <Area key={line.key} dataKey={line.key} name={line.label} type="monotone" stroke={colour} strokeWidth={1.75} fill={colour} fillOpacity={index ? 0 : 0.08} dot={false} connectNulls={false} isAnimationActive={false} />
          })}
        </AreaChart>
      </ResponsiveContainer>
    </div>
  )
}
