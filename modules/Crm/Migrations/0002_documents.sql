-- Files of accounts and deals. The bytes are where all files are; a row names the file.
CREATE TABLE crm_documents (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('offer', 'contract', 'order', 'invoice', 'letter', 'other')),
    file uuid NOT NULL,
    account_id uuid, deal_id uuid,
    valid_until date,
    note text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, deal_id) REFERENCES crm_deals (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_documents_newest ON crm_documents (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_documents_by_account ON crm_documents (tenant_id, account_id, created_at DESC, id DESC) WHERE account_id IS NOT NULL;
CREATE INDEX crm_documents_by_deal ON crm_documents (tenant_id, deal_id, created_at DESC, id DESC) WHERE deal_id IS NOT NULL;
SELECT public.protect_tenant_table('crm_documents');
