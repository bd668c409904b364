-- The trace of the request that caused an event (W3C traceparent), so that what follows from it belongs to the same trace.
ALTER TABLE public.outbox ADD COLUMN trace text;
