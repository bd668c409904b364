using System.Runtime.InteropServices;
using Ashlar.Core.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Ashlar.Core.Limits.Counting;

/// <summary>What a host tells of a counter and asks for.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CountRequest(CounterKey Key, Guid? Owner, Rate Rate, int Report, int Want);

[StructLayout(LayoutKind.Auto)]
internal readonly record struct CountAnswer(bool Granted, int Total, int ResetMilliseconds, bool FirstRefusal);

/// <summary>The counters that all hosts share, in one unlogged table.</summary>
internal sealed class CountStore(Databases databases)
{
    /// <summary>Answers in the order of the requests, in one round trip.</summary>
    public async Task<CountAnswer[]> Count(IReadOnlyList<CountRequest> requests, CancellationToken cancel)
    {
        var command = new NpgsqlBatchCommand("SELECT place, granted, total, reset_ms, first_refusal FROM public.count_requests($1, $2, $3, $4, $5, $6, $7)");
        Add(requests.Select(request => request.Key.Policy), NpgsqlDbType.Text);
        Add(requests.Select(request => request.Key.Subject.ToString()), NpgsqlDbType.Text);
        Add(requests.Select(request => request.Owner), NpgsqlDbType.Uuid);
        Add(requests.Select(request => request.Rate.Amount), NpgsqlDbType.Integer);
        Add(requests.Select(request => request.Rate.SlotMilliseconds), NpgsqlDbType.Integer);
        Add(requests.Select(request => request.Report), NpgsqlDbType.Integer);
        Add(requests.Select(request => request.Want), NpgsqlDbType.Integer);
        var answers = new CountAnswer[requests.Count];
        foreach (var (place, answer) in await databases.System.Read([command], reader => reader.Rows(row => (row.GetInt32(0), new CountAnswer(row.GetBoolean(1), row.GetInt32(2), row.GetInt32(3), row.GetBoolean(4))), cancel), cancel, patience: 5))
            answers[place - 1] = answer;
        return answers;

        void Add<T>(IEnumerable<T> values, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>Who has used half of a limit or more, on any host.</summary>
    public async Task<IReadOnlyList<CounterKey>> Warm(CancellationToken cancel) =>
        [.. (await databases.System.Query("SELECT policy, subject FROM public.limit_counters WHERE warm AND expires_at > now()", row => (row.GetString(0), Subject.Parse(row.GetString(1))), cancel))
            .Where(row => row.Item2 is not null).Select(row => new CounterKey(row.Item1, row.Item2!.Value))];

    public Task<int> RemoveExpired(CancellationToken cancel) => databases.System.Execute("DELETE FROM public.limit_counters WHERE expires_at < now() - interval '5 minutes'", cancel);
}
