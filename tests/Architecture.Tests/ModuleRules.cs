using System.Reflection;
using Ashlar.Contract.Modules;

namespace Ashlar.Architecture.Tests;

/// <summary>Reads the built assemblies of the modules.</summary>
public sealed class ModuleRules
{
    private static readonly string[] _allowed = ["Ashlar.Contract", "Microsoft.EntityFrameworkCore"];

    public static TheoryData<string> Modules => [.. Host.Modules.All.Select(module => module.Module.GetType().Assembly.GetName().Name!)];

    [Theory, MemberData(nameof(Modules)), Trait("feature", "TEN-22")]
    public void A_module_references_only_the_contract(string module)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var foreign = Assembly.Load(module).GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => !_allowed.Contains(name) && !File.Exists(Path.Combine(framework, name + ".dll")) && !name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
        Assert.Empty(foreign);
    }

    [Theory, MemberData(nameof(Modules))]
    public void The_module_class_is_the_only_public_type(string module) =>
        Assert.All(Assembly.Load(module).GetExportedTypes(), type => Assert.EndsWith("Module", type.Name, StringComparison.Ordinal));

    [Theory, MemberData(nameof(Modules))]
    public void Every_handler_of_a_module_is_declared(string module)
    {
        var assembly = Assembly.Load(module);
        var type = assembly.GetExportedTypes().Single(t => typeof(IModule).IsAssignableFrom(t));
        var builder = new ModuleBuilder("m", assembly);
        ((IModule)Activator.CreateInstance(type)!).Define(builder);
        var definition = builder.Build();
        var declared = definition.Commands.Select(c => c.Handler).Concat(definition.Queries.Select(q => q.Handler)).Concat(definition.Subscriptions.Select(s => s.Handler)).ToHashSet();
        Assert.Empty(assembly.GetTypes().Where(t => t.Name.EndsWith("Handler", StringComparison.Ordinal) && !t.IsAbstract && !declared.Contains(t)).Select(t => t.Name));
    }

    [Fact]
    public void Nothing_of_the_core_is_public() =>
        Assert.Empty(typeof(Core.Access.AccessCheck).Assembly.GetExportedTypes().Select(type => type.FullName));
}
