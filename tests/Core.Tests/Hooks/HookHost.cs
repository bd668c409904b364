using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ashlar.Contract.Events;
using Ashlar.Contract.Modules;
using Ashlar.Core.Audit;
using Ashlar.Core.Commands;
using Ashlar.Core.Modules;
using Ashlar.Core.Modules.Manifests;
using Ashlar.Core.Storage;
using Ashlar.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ashlar.Core.Tests.Hooks;

/// <summary>What a module reads of an incoming hook.</summary>
internal sealed record HookSeen(Guid Id, string Source, string Type, JsonElement Payload);

/// <summary>Remembers what it was told; fails for a while when a payload asks for it.</summary>
internal sealed class WhenHookArrives(CurrentOperation current) : IEventHandler<HookSeen>
{
    public const string Noted = "listening.hook_noted";

    public static ConcurrentQueue<(HookSeen Hook, string? Trace)> Seen { get; } = [];

    public Task Handle(HookSeen data, CancellationToken cancel)
    {
        if (data.Type == "fails")
            throw new InvalidOperationException("The reaction fails.");
        current.Work.Audit(AuditEntry.By(current.Work.Caller, current.Work.Request, Noted));
        Seen.Enqueue((data, System.Diagnostics.Activity.Current?.TraceId.ToString()));
        return Task.CompletedTask;
    }
}

internal sealed class ListeningModule : IModule
{
    public void Define(ModuleBuilder module) => module.On<HookSeen, WhenHookArrives>("hooks.received");
}

/// <summary>A host with a part that reacts to incoming hooks.</summary>
public sealed class HookHost(TestServer server) : IAsyncLifetime
{
    internal TestHost Host { get; } = new(server);

    internal NpgsqlDataSource Database => Host.Services.GetRequiredService<Databases>().System;

    public ValueTask InitializeAsync() => Host.Start(adjust: builder => builder.Services.AddCoreModule("listening", "Listening", "ear", new ListeningModule()));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>A source with its address below the host.</summary>
    internal static async Task<HookSource> Source(HttpClient admin, string code, string kind, string? secret, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(new { code, name = code, kind, secret })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
            body[name] = value?.DeepClone();
        var made = await Organisation.Data(await admin.PostAsJsonAsync("/api/v1/hooks/sources/create", body));
        return new HookSource(made.GetProperty("id").GetGuid(), made.GetProperty("attributes").GetProperty("url").GetString()!, secret);
    }

    internal async Task<HttpResponseMessage> Post(HookSource source, string body, string signature, string header = "X-Hub-Signature-256", string? delivery = null, string? trace = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, source.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation(header, signature);
        if (delivery is not null)
            request.Headers.TryAddWithoutValidation("X-GitHub-Delivery", delivery);
        if (trace is not null)
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        return await Host.Client.SendAsync(request);
    }

    internal Task<HttpResponseMessage> Github(HookSource source, string body, string? delivery = null, string? trace = null) =>
        Post(source, body, $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(source.Secret!), Encoding.UTF8.GetBytes(body)))}", delivery: delivery, trace: trace);
}

internal sealed record HookSource(Guid Id, string Url, string? Secret);
