using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ashlar.System.Tests.Attacks.Surface;

/// <summary>One request of an attack: what is sent, and where in it the payload stands.</summary>
internal sealed record Shot(Operation Operation, string Where, string Payload, string Path, byte[]? Body = null, string Media = "application/json", (string Name, string Value)? Header = null)
{
    public HttpRequestMessage Message(Uri host)
    {
        // As it stands, or the client would take dots and escapes out of the address.
        var request = new HttpRequestMessage(new HttpMethod(Operation.Method), new Uri($"{host.GetLeftPart(UriPartial.Authority)}{Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            if (Media.Length > 0)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", Media);
        }

        if (Header is var (name, value) && !request.Headers.TryAddWithoutValidation(name, value))
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}

/// <summary>
/// Aims payloads at every parameter and field of every operation. Which payload meets which place rotates, so that each meets many and none
/// is left out, and is the same in every run.
/// </summary>
internal sealed class Shots(Payloads payloads, Belongings own, IReadOnlyList<(string Name, byte[] Body)> vectors)
{
    private int _text;
    private int _value;
    private int _body;
    private int _header;
    private int _vector;

    public async Task<List<Shot>> At(Operation operation)
    {
        var ids = await AttackWorld.Ids(operation, own);
        var body = await own.Bodies.Of(operation);
        var shots = new List<Shot>();
        var path = operation.Filled(ids);
        var whole = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString());
        foreach (var parameter in operation.In("path"))
        {
            var payload = Next(payloads.Texts, ref _text);
            shots.Add(new Shot(operation, parameter.Name, payload, operation.Filled(new Dictionary<string, string>(ids, StringComparer.Ordinal) { [parameter.Name] = payload }), whole));
        }

        if (operation.Method == "GET")
            shots.AddRange(Queries(operation, path));
        shots.AddRange(operation.In("header").Select(parameter => new Shot(operation, parameter.Name, Ascii(Next(payloads.Texts, ref _text)), path, whole) is var shot ? shot with { Header = (parameter.Name, shot.Payload) } : null!));
        // A request that is otherwise good may do what it says, so headers are tried where that destroys nothing.
        if (operation.Method == "GET")
            shots.AddRange(Enumerable.Range(0, 2).Select(_ => Next(payloads.Headers, ref _header)).Select(header => new Shot(operation, header.Name, header.Value, path, Header: header)));
        if (operation.IsWrite)
            shots.AddRange(Writes(operation, path, body));
        return shots;
    }

    private IEnumerable<Shot> Queries(Operation operation, string path)
    {
        foreach (var parameter in operation.In("query").Append(new Parameter("no_such_parameter", "query", [])))
        {
            var payload = Next(payloads.Texts, ref _text);
            yield return Query(parameter.Name, payload);
            if (parameter.Name == "filter" && parameter.Schema["properties"] is JsonObject fields && fields.Count > 0)
            {
                var field = fields.ElementAt(_text % fields.Count).Key;
                yield return Query($"filter[{field}][eq]", Next(payloads.Texts, ref _text));
                yield return Query($"filter[{field}][in]", Next(payloads.Texts, ref _text));
                yield return Query($"filter[{Next(payloads.Texts, ref _text)}][eq]", "1");
                yield return Query($"filter[{field}][{Next(payloads.Texts, ref _text)}]", "1");
                yield return Query("filter", new JsonObject { ["field"] = field, ["op"] = "contains", ["value"] = JsonNode.Parse(Next(Payloads.Values, ref _value).Replace("1e999", "1", StringComparison.Ordinal)) }.ToJsonString());
            }

            // A cursor that belongs to the list but carries what no row has.
            if (parameter.Name == "cursor" && operation.In("query").FirstOrDefault(one => one.Name == "sort")?.Schema["items"]?["enum"] is JsonArray sorts)
            {
                var sort = (string)sorts[_text % sorts.Count]!;
                var values = sort.EndsWith("id", StringComparison.Ordinal) && sort.Length <= 3 ? (string[])[sort, payload] : [sort, payload, Next(payloads.Texts, ref _text)];
                yield return new Shot(operation, "cursor", payload, $"{path}?sort={sort}&cursor={Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(values))}");
            }
        }

        Shot Query(string name, string payload) => new(operation, name, payload, $"{path}?{Uri.EscapeDataString(name)}={Uri.EscapeDataString(payload)}");
    }

    private IEnumerable<Shot> Writes(Operation operation, string path, JsonNode? body)
    {
        if (body is JsonObject good)
        {
            foreach (var (field, _) in operation.Fields)
            {
                var payload = Next(payloads.Texts, ref _text);
                yield return With(good, field, JsonValue.Create(payload), payload);
                var value = Next(Payloads.Values, ref _value);
                yield return new Shot(operation, field, value, path, Encoding.UTF8.GetBytes(Raw(good, field, value)));
            }

            var name = Next(payloads.Texts, ref _text);
            if (!operation.Fields.Any(field => field.Key == name) && operation.Body?["additionalProperties"] is JsonValue)
                yield return With(good, name, 1, name);
        }

        for (var i = 0; i < 2; i++)
        {
            var (media, bytes) = Next(Payloads.Bodies, ref _body);
            yield return new Shot(operation, "body", $"{media}: {Encoding.UTF8.GetString(bytes[..Math.Min(100, bytes.Length)])}", path, bytes, media);
        }

        if (vectors.Count > 0 && operation.Body is not null)
        {
            for (var i = 0; i < 3; i++)
            {
                var (name, bytes) = Next(vectors, ref _vector);
                yield return new Shot(operation, "vector", name, path, bytes);
            }
        }

        Shot With(JsonObject from, string field, JsonNode? value, string payload)
        {
            var changed = from.DeepClone().AsObject();
            changed[field] = value;
            return new Shot(operation, field, payload, path, Encoding.UTF8.GetBytes(changed.ToJsonString()));
        }
    }

    /// <summary>The body with a value that need not be one that a document can hold, such as 1e999.</summary>
    private static string Raw(JsonObject good, string field, string value)
    {
        var changed = good.DeepClone().AsObject();
        changed[field] = "payload-stands-here";
        return changed.ToJsonString().Replace("\"payload-stands-here\"", value, StringComparison.Ordinal);
    }

    /// <summary>Header values cannot be everything.</summary>
    private static string Ascii(string text) => new([.. text.Take(200).Select(c => c is >= ' ' and <= '~' ? c : '?')]);

    private static T Next<T>(IReadOnlyList<T> list, ref int at) => list[at++ % list.Count];
}
