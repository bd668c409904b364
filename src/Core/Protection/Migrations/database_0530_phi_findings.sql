-- Fields of rows that hold health information without being classified for it, by the kinds of what was found. Never the text.
CREATE TABLE public.phi_findings (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    resource text NOT NULL, row_id text NOT NULL, field text NOT NULL, kinds text[] NOT NULL, reasons text NOT NULL,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX phi_findings_once ON public.phi_findings (tenant_id, resource, row_id, field);
CREATE INDEX phi_findings_newest ON public.phi_findings (tenant_id, created_at DESC, id DESC);
SELECT public.protect_tenant_table('public.phi_findings');
