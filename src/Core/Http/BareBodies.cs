namespace Ashlar.Core.Http;

/// <summary>Marks routes whose bodies are bare: no envelope, and errors as <c>{"detail": "…"}</c>.</summary>
internal sealed class BareBodies
{
    public static readonly BareBodies Instance = new();

    public static bool Has(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<BareBodies>() is not null;
}
