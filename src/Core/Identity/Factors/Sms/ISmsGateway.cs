using Ashlar.Contract.Errors;

namespace Ashlar.Core.Identity.Factors.Sms;

/// <summary>The port to whoever delivers short messages.</summary>
internal interface ISmsGateway
{
    bool Configured { get; }

    /// <param name="number">In international form, such as +431234567.</param>
    /// <param name="text">At most 160 characters.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Null when the gateway took it.</returns>
    Task<Error?> Send(string number, string text, CancellationToken cancel);
}
