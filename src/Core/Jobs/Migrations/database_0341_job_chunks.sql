-- What a job has done, written in the transaction of its rows and in their database: a job that was killed goes on behind
-- its last chunk, and two workers can never do the same chunk.
CREATE TABLE public.job_chunks (
    tenant_id uuid NOT NULL,
    job_id    uuid NOT NULL,
    start     integer NOT NULL,
    count     integer NOT NULL,
    outcome   jsonb NOT NULL,
    PRIMARY KEY (tenant_id, job_id, start)
);
SELECT public.protect_tenant_table('public.job_chunks');
