namespace Ashlar.Core.Identity.Providers.Wire;

/// <summary>A provider cannot be reached, or what it answered must not be believed. The message is for the log and for administrators.</summary>
/// <param name="message">A sentence without the last dot.</param>
/// <param name="untrusted">It answered, and the answer does not hold.</param>
internal sealed class ProviderException(string message, bool untrusted = false) : Exception(message)
{
    public bool Untrusted => untrusted;
}
