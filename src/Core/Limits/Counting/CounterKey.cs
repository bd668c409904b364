using System.Runtime.InteropServices;

namespace Ashlar.Core.Limits.Counting;

/// <summary>What is counted: requests of a subject under a policy or a method's limit.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CounterKey(string Policy, Subject Subject);

/// <summary>Whether a request may go on.</summary>
/// <param name="Granted">It was counted and may.</param>
/// <param name="Rate">What holds.</param>
/// <param name="Remaining">How many more may come now.</param>
/// <param name="ResetSeconds">When the next one that was counted is forgotten.</param>
/// <param name="FirstRefusal">Nobody was told of this window's refusals yet.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Decision(bool Granted, Rate Rate, int Remaining, int ResetSeconds, bool FirstRefusal);
