using System.Text.Json;
using Ashlar.Core.Identity.Tokens;

namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>Members of JSON objects that strangers wrote: of the kind asked for, or null.</summary>
internal static class Claims
{
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && Jws.Text(value) is { Length: > 0 } text ? text : null;

    /// <summary>Also what some providers write as text.</summary>
    public static bool IsTrue(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || Jws.Text(value) == "true");

    public static DateTimeOffset? Moment(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253402300799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    /// <summary>The texts of a list; null when it is no list.</summary>
    public static IReadOnlyList<string>? Texts(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Jws.Text).OfType<string>()] : null;
}

/// <summary>What a provider says of somebody, once it is believed.</summary>
/// <param name="Issuer">Who vouches.</param>
/// <param name="Subject">For whom.</param>
internal sealed record Vouched(string Issuer, string Subject)
{
    public string? Email { get; init; }

    /// <summary>The provider says that the address is this person's.</summary>
    public bool EmailVerified { get; init; }

    public string? Name { get; init; }

    /// <summary>When the person last proved to the provider to be the one.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>The session there.</summary>
    public string? Session { get; init; }

    public string? ConfirmedEmail => EmailVerified ? Email : null;
}
