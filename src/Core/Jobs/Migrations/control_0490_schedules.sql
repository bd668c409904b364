-- When jobs are due. Core schedules belong to the platform's own organisation; the others to the tenant whose work they do.
CREATE TABLE public.schedules (
    tenant_id uuid NOT NULL REFERENCES public.tenants (id), id uuid NOT NULL, client_id uuid,
    name text NOT NULL, job text NOT NULL, origin text NOT NULL DEFAULT 'tenant' CHECK (origin IN ('core', 'module', 'tenant')),
    cron text, every_seconds integer CHECK (every_seconds > 0), time_zone text,
    missed_runs text NOT NULL DEFAULT 'once' CHECK (missed_runs IN ('skip', 'once', 'all')), missed_limit integer NOT NULL DEFAULT 10 CHECK (missed_limit BETWEEN 1 AND 100),
    priority integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -10 AND 10), paused boolean NOT NULL DEFAULT false, input jsonb,
    last_due_at timestamptz, next_due_at timestamptz, armed text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid, version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    CHECK ((cron IS NULL) <> (every_seconds IS NULL))
);
CREATE UNIQUE INDEX schedules_by_name ON public.schedules (tenant_id, name) WHERE deleted_at IS NULL;
CREATE INDEX schedules_due ON public.schedules (next_due_at) WHERE deleted_at IS NULL AND NOT paused;
SELECT public.protect_tenant_table('public.schedules');

-- Jobs of a schedule have no user. One due time of a schedule makes one job, whoever notices it how often.
ALTER TABLE public.jobs ALTER COLUMN created_by DROP NOT NULL,
    ADD COLUMN schedule_id uuid, ADD COLUMN due_at timestamptz, ADD COLUMN priority integer NOT NULL DEFAULT 0,
    ADD COLUMN max_attempts integer NOT NULL DEFAULT 5, ADD COLUMN trace_parent text, ADD COLUMN retry_of uuid;
CREATE UNIQUE INDEX jobs_once_per_due_time ON public.jobs (tenant_id, schedule_id, due_at) WHERE schedule_id IS NOT NULL;
DROP INDEX public.jobs_due;
CREATE INDEX jobs_due ON public.jobs (priority DESC, run_at) WHERE state IN ('queued', 'running');

-- What a job said while it ran; the newest lines stay.
CREATE TABLE public.job_lines (
    tenant_id uuid NOT NULL, job_id uuid NOT NULL, number integer NOT NULL,
    at timestamptz NOT NULL, level text NOT NULL CHECK (level IN ('info', 'warning', 'error')), message text NOT NULL,
    PRIMARY KEY (tenant_id, job_id, number),
    FOREIGN KEY (tenant_id, job_id) REFERENCES public.jobs (tenant_id, id) ON DELETE CASCADE
);
SELECT public.protect_tenant_table('public.job_lines');
