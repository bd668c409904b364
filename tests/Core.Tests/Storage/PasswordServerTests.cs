using Ashlar.Core.Storage;

namespace Ashlar.Core.Tests.Storage;

/// <summary>On a server of the operator's the roles have passwords that every replica derives.</summary>
public sealed class PasswordServerTests
{
    private static readonly StorageOptions _options = new() { Database = "Host=db;Username=owner;Password=secret;Database=ashlar" };

    [Fact]
    public void Replicas_derive_the_same_password_and_each_role_has_its_own()
    {
        var one = new DatabaseConnections(_options);
        var other = new DatabaseConnections(_options);

        Assert.Equal(one.Password("ashlar_app"), other.Password("ashlar_app"));
        Assert.NotEqual(one.Password("ashlar_app"), one.Password("ashlar_system"));
        Assert.DoesNotContain("secret", one.Settings("", "ashlar_app").ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_given_for_a_role_wins()
    {
        var connections = new DatabaseConnections(_options with { AppDatabase = "Host=db;Username=tenants;Password=theirs;Database=ashlar" });

        var settings = connections.Settings("", "ashlar_app");

        Assert.Equal(("tenants", "theirs"), (settings.Username, settings.Password));
        Assert.Equal(20, settings.MaxPoolSize);
    }
}
