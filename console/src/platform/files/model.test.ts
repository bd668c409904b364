import { describe, expect, it } from 'vitest'
import { sizeOf } from '../format'
import { contentOf, previewOf } from './model'
import { uploadPath } from './upload'

describe('files', () => {
  it('are opened by the row that holds them', () => {
    expect(contentOf({ file: 'f' }, true)).toBe('/api/v1/files/files/f/content?show=1')
    expect(contentOf({ file: 'f', row: { resource: 'crm.documents', field: 'file', id: 'r' } })).toBe('/api/v1/files/rows/crm/documents/r/file')
    expect(uploadPath({ resource: 'crm.documents', field: 'file' })).toBe('/api/v1/files/rows/crm/documents/file')
  })

  it('are shown only where nothing in them can run', () => {
    expect(['image/png', 'application/pdf', 'text/plain', 'image/svg+xml', 'text/html', 'application/zip'].map(previewOf)).toEqual(['image', 'pdf', 'text', undefined, undefined, undefined])
  })

  it('have sizes that people read', () => {
    expect([0, 1023, 1024, 5 * 1024 * 1024 + 1, 3 * 1024 ** 3].map(sizeOf)).toEqual(['0 B', '1,023 B', '1.0 KB', '5.0 MB', '3.0 GB'])
  })
})
