import { useTranslation } from 'react-i18next'
import { type Chart, show } from './charts'

export function DataTable({ chart }: { chart: Chart }) {
  const { t } = useTranslation()
  return (
    <div className="max-h-56 overflow-auto">
      <table className="w-full text-left">
        <caption className="sr-only">{chart.title}</caption>
        <thead className="text-xs text-ink-3">
          <tr>
            <th scope="col" className="h-8 border-b border-line font-medium">{t('Name')}</th>
            {chart.series.map(series => <th key={series.key} scope="col" className="h-8 border-b border-line text-right font-medium">{series.label}</th>)}
          </tr>
        </thead>
        <tbody>
          {chart.rows.map(row => (
            <tr key={row.name}>
              <th scope="row" className="h-8 border-b border-line font-normal">{row.name}</th>
              {chart.series.map(series => <td key={series.key} className="nums h-8 border-b border-line text-right">{show(chart, Number(row[series.key]))}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
