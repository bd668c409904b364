namespace Ashlar.Contract.Resources;

/// <summary>
/// How much a field's content has to be protected. Everything but <see cref="None"/> is stored encrypted under the tenant's key, in a
/// column of type <c>bytea</c>; kinds that can be looked up have a second one, the field's name with <c>_index</c>, for equality.
/// </summary>
public enum Classification
{
    /// <summary>Stored as it is.</summary>
    None,
    /// <summary>Identifies a person. Encrypted; whoever may read the row may read it.</summary>
    Pii,
    /// <summary>About a person's health. Encrypted; read with the trait <c>phi_authorized</c> only, and every read is on record before it is answered.</summary>
    Phi,
    /// <summary>A secret. Encrypted; no generated route reads or writes it.</summary>
    Secret,
}
