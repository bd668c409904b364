using System.Text.Json;

namespace Ashlar.Core.Http;

/// <summary>A successful answer, independent of the connection it will be written to, so that it can be stored for a replay.</summary>
internal sealed record Answer(int Status, Action<Utf8JsonWriter>? Data)
{
    public static readonly Answer NoContent = new(StatusCodes.Status204NoContent, null);

    public string? Location { get; init; }

    public string? ETag { get; init; }

    /// <summary>The rendered body of an earlier, identical request.</summary>
    public byte[]? Replay { get; init; }

    /// <summary>The answer only reports: nothing of what led to it is kept.</summary>
    public bool Undone { get; init; }

    public static string Tag(int version) => $"\"{version}\"";
}

internal static class AnswerWriter
{
    private static readonly JsonWriterOptions _options = new() { SkipValidation = true, Encoder = Resources.JsonSettings.Encoder };

    public static byte[] Render(this Answer answer, string self, TimeProvider time)
    {
        using var buffer = new PooledBuffer();
        Body(buffer, answer, self, time);
        return buffer.Written.ToArray();
    }

    public static async Task Write(this HttpContext context, Answer answer, TimeProvider time)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Location is not null)
            response.Headers.Location = answer.Location;
        if (answer.ETag is not null)
            response.Headers.ETag = answer.ETag;
        if (answer.Replay is not null)
            response.Headers["Idempotent-Replayed"] = "true";
        if (answer.Data is null && answer.Replay is not { Length: > 0 })
            return;

        using var buffer = new PooledBuffer();
        if (answer.Replay is not null)
            System.Buffers.BuffersExtensions.Write(buffer, answer.Replay);
        else
            Body(buffer, answer, answer.Location ?? context.Request.Path, time);
        await context.WriteJson(buffer.Written);
    }

    /// <summary>Begins the body anew, because its rows are read again.</summary>
    public static void Restart(Utf8JsonWriter json, PooledBuffer buffer)
    {
        buffer.Clear();
        json.Reset();
    }

    public static async Task WriteJson(this HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Writes <c>"meta"</c> and opens nothing.</summary>
    public static void Meta(Utf8JsonWriter json, TimeProvider time, int? count = null, long? total = null)
    {
        json.WriteStartObject("meta"u8);
        json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime);
        json.WriteString("version"u8, Envelope.Version);
        if (count is { } rows)
            json.WriteNumber("count"u8, rows);
        if (total is { } all)
            json.WriteNumber("total"u8, all);
        json.WriteEndObject();
    }

    public static Utf8JsonWriter Writer(System.Buffers.IBufferWriter<byte> buffer) => new(buffer, _options);

    private static void Body(System.Buffers.IBufferWriter<byte> buffer, Answer answer, string self, TimeProvider time)
    {
        if (answer.Data is null)
            return;
        using var json = Writer(buffer);
        json.WriteStartObject();
        json.WritePropertyName("data"u8);
        answer.Data(json);
        Meta(json, time);
        json.WriteStartObject("links"u8);
        json.WriteString("self"u8, self);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
