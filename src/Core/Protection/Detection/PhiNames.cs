using System.Collections.Frozen;
using System.Text.Json;

namespace Ashlar.Core.Protection.Detection;

/// <summary>Kinds as the API, the log and masked texts write them: <c>medical_record</c>.</summary>
internal static class PhiNames
{
    private static readonly FrozenDictionary<PhiKind, string> _names = Enum.GetValues<PhiKind>().ToFrozenDictionary(kind => kind, kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()));

    public static IEnumerable<string> All => _names.Values;

    public static string Of(PhiKind kind) => _names[kind];
}
