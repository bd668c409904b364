using System.Collections.Concurrent;
using Ashlar.Core.Http;
using Ashlar.Core.Storage;

namespace Ashlar.Core.Jobs;

/// <summary>What one attempt says, for people who look at the job. Lines are written in groups, at least every second.</summary>
internal sealed class JobLog(Job job, Databases databases, TimeProvider time) : IDisposable
{
    public const int Kept = 500;
    private const int Longest = 2000;

    private const string Insert = """
        WITH newest AS (SELECT coalesce(max(number), 0) AS number FROM public.job_lines WHERE tenant_id = $1 AND job_id = $2)
        INSERT INTO public.job_lines (tenant_id, job_id, number, at, level, message)
        SELECT $1, $2, newest.number + v.place, v.at, v.level, v.message FROM newest, unnest($3, $4, $5) WITH ORDINALITY AS v (at, level, message, place)
        """;

    private const string Trim = """
        DELETE FROM public.job_lines WHERE tenant_id = $1 AND job_id = $2
          AND number <= (SELECT max(number) FROM public.job_lines WHERE tenant_id = $1 AND job_id = $2) - $3
        """;

    private readonly ConcurrentQueue<(DateTime At, string Level, string Message)> _lines = [];
    private readonly SemaphoreSlim _writing = new(1);

    public void Info(string message) => Add("info", message);

    public void Warning(string message) => Add("warning", message);

    public void Error(string message) => Add("error", message);

    public async Task Write(CancellationToken cancel)
    {
        if (_lines.IsEmpty)
            return;
        await _writing.WaitAsync(cancel);
        try
        {
            var lines = new List<(DateTime At, string Level, string Message)>();
            while (_lines.TryDequeue(out var line))
                lines.Add(line);
            lines = lines.Count > Kept ? lines[^Kept..] : lines;
            await databases.System.Execute(Insert, cancel, job.TenantId, job.Id, lines.Select(line => line.At).ToArray(), lines.Select(line => line.Level).ToArray(), lines.Select(line => line.Message).ToArray());
            await databases.System.Execute(Trim, cancel, job.TenantId, job.Id, Kept);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void Add(string level, string message)
    {
        message = Protection.Redactor.Redact(message);
        _lines.Enqueue((time.GetUtcNow().UtcDateTime, level, message.Length > Longest ? message.Cut(Longest) + "…" : message));
        // A job that talks faster than its lines are written loses the oldest, as it would in the table.
        while (_lines.Count > Kept && _lines.TryDequeue(out _))
        {
        }
    }
}
