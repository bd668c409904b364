using Ashlar.Contract.Commands;
using Ashlar.Contract.Resources;

namespace Ashlar.Contract.Modules;

/// <summary>States what differs from the defaults of a command.</summary>
/// <typeparam name="TCommand">The command record.</typeparam>
public sealed class CommandBuilder<TCommand>
{
    private readonly Dictionary<string, FieldDefinition> _fields;
    private readonly string _module;
    private readonly string _resource;
    private readonly Type _handler;
    private readonly bool _onOne;
    private string _name;
    private string _label;
    private string? _permission;
    private string? _confirm;
    private string? _feature;
    private bool _danger;
    private bool _stepUp;
    private bool _asSystem;
    private bool _carriesSecret;

    internal CommandBuilder(string module, string resource, Type handler)
    {
        (_module, _resource, _handler) = (module, resource, handler);
        _onOne = typeof(TCommand).GetProperty("Id")?.PropertyType == typeof(Guid);
        _fields = Shapes.FieldsOfRecord(typeof(TCommand)).ToDictionary(field => field.Name, StringComparer.Ordinal);
        // MoveDeal on deals is reached as …/move: the noun is in the route already.
        var words = Shapes.Snake(typeof(TCommand).Name).Split('_');
        _name = words[0];
        _label = Shapes.Sentence(_name);
    }

    /// <summary>The last segment of the route, when the first word of the record's name will not do.</summary>
    public CommandBuilder<TCommand> Named(string name, string? label = null)
    {
        (_name, _label) = (name, label ?? Shapes.Sentence(name));
        return this;
    }

    /// <summary>What the button says.</summary>
    public CommandBuilder<TCommand> Label(string label)
    {
        _label = label;
        return this;
    }

    /// <summary>Another permission than the command's own, for verbs that share one.</summary>
    public CommandBuilder<TCommand> Permission(string code)
    {
        _permission = code;
        return this;
    }

    /// <summary>A question to ask first.</summary>
    public CommandBuilder<TCommand> Confirm(string question)
    {
        _confirm = question;
        return this;
    }

    /// <summary>It destroys or ends something.</summary>
    public CommandBuilder<TCommand> Danger()
    {
        _danger = true;
        return this;
    }

    /// <summary>Only for somebody who has proven to be the one within the last minutes; others get 403 <c>step_up_required</c> and are asked for it.</summary>
    public CommandBuilder<TCommand> StepUp()
    {
        _stepUp = true;
        return this;
    }

    /// <summary>A feature of the plan that must be on.</summary>
    public CommandBuilder<TCommand> RequiresFeature(string feature)
    {
        _feature = feature;
        return this;
    }

    /// <summary>Refines one field, by its JSON name.</summary>
    public CommandBuilder<TCommand> Field(string name, Func<FieldDefinition, FieldDefinition> refine)
    {
        _fields[name] = refine(_fields[name]);
        return this;
    }

    /// <summary>Makes a field a relation to a resource.</summary>
    public CommandBuilder<TCommand> Relation(string name, string resource) => Field(name, field => field with
    {
        Kind = FieldKind.Relation,
        Relation = new RelationDefinition(resource, Shapes.WithoutId(name), OnDelete.Restrict),
    });

    internal CommandBuilder<TCommand> AsSystem()
    {
        _asSystem = true;
        return this;
    }

    /// <summary>Input or answer carry a secret.</summary>
    internal CommandBuilder<TCommand> CarriesSecret()
    {
        _carriesSecret = true;
        return this;
    }

    internal CommandDefinition Build() => new()
    {
        Name = _name,
        Label = _label,
        Resource = $"{_module}.{_resource}",
        OnOne = _onOne,
        Command = typeof(TCommand),
        Result = Shapes.GenericArgument(typeof(TCommand), typeof(ICommand<>), 0),
        Handler = _handler,
        Permission = _permission ?? $"{_module}:{_resource}:{_name}",
        Fields = [.. _fields.Values],
        Confirm = _confirm,
        Danger = _danger,
        StepUp = _stepUp,
        Feature = _feature,
        AsSystem = _asSystem,
        CarriesSecret = _carriesSecret,
    };
}
