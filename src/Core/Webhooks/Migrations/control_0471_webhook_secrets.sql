-- What endpoints keep secret stands apart from their rows, which are listed, exported and logged. Sealed; the old secret signs until its moment.
CREATE TABLE public.webhooks_secrets (
    tenant_id uuid NOT NULL, endpoint_id uuid NOT NULL,
    secret text NOT NULL, old_secret text, old_secret_until timestamptz, headers text,
    PRIMARY KEY (tenant_id, endpoint_id),
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES public.webhooks_endpoints (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
SELECT public.protect_tenant_table('public.webhooks_secrets');
ALTER TABLE public.webhooks_endpoints DROP COLUMN secret, DROP COLUMN old_secret, DROP COLUMN headers;
