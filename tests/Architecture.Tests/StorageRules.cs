using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Ashlar.Architecture.Tests;

/// <summary>Reads the compiled core: who calls what of the database driver.</summary>
[Trait("feature", "COR-01")]
public sealed class StorageRules
{
    private const string Storage = "Ashlar.Core.Storage";

    /// <summary>Runs a statement, or gets a connection of the pool to run one on.</summary>
    private static readonly HashSet<string> _running = new(StringComparer.Ordinal)
    {
        "ExecuteReader", "ExecuteReaderAsync", "ExecuteNonQuery", "ExecuteNonQueryAsync", "ExecuteScalar", "ExecuteScalarAsync", "OpenConnection", "OpenConnectionAsync", "CreateBatch", "CreateCommand",
    };

    [Fact]
    public void Statements_run_in_one_place_and_connections_are_lent_by_one()
    {
        using var file = new PEReader(File.OpenRead(typeof(Core.Storage.Databases).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var running = Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.MemberRef)).Select(row => MetadataTokens.MemberReferenceHandle(row)).Where(member => IsRunning(metadata, member)).Select(member => MetadataTokens.GetToken(member)).ToHashSet();

        var callers = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => method.RelativeVirtualAddress > 0 && Calls(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!, running))
            .Select(method => Outermost(metadata, method.GetDeclaringType())).Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.Contains($"{Storage}.Statements", callers);
        Assert.DoesNotContain(callers, caller => !caller.StartsWith($"{Storage}.", StringComparison.Ordinal));
    }

    private static bool IsRunning(MetadataReader metadata, MemberReferenceHandle handle)
    {
        var member = metadata.GetMemberReference(handle);
        return member.Parent.Kind == HandleKind.TypeReference && _running.Contains(metadata.GetString(member.Name))
            && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Namespace) is "Npgsql" or "System.Data.Common";
    }

    /// <summary>A call is 0x28 or 0x6F with the token of the method behind it.</summary>
    private static bool Calls(byte[] code, HashSet<int> methods)
    {
        for (var at = 0; at + 5 <= code.Length; at++)
        {
            if (code[at] is 0x28 or 0x6F && methods.Contains(BitConverter.ToInt32(code, at + 1)))
                return true;
        }

        return false;
    }

    /// <summary>What is written as one method may be compiled into types within its own.</summary>
    private static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.IsNested ? Outermost(metadata, type.GetDeclaringType()) : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
