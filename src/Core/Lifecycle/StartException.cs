namespace Ashlar.Core.Lifecycle;

/// <summary>The host cannot start, for a reason that the operator can act on. Shown without a stack trace.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
