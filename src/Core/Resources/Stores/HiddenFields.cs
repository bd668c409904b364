using System.Linq.Expressions;
using Ashlar.Contract.Resources;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Ashlar.Core.Resources.Stores;

/// <summary>What is read for an answer uses a field that is hidden from the caller.</summary>
internal sealed class HiddenFieldException(string resource, string name) : Exception($"{name} of {resource} is hidden from the caller.")
{
    public string Resource => resource;

    public string Name => name;
}

/// <summary>The fields of one resource that an answer must not rest on: as LINQ may not name them, and as they are blanked in rows read whole.</summary>
internal sealed class HiddenFields(ResourceModel model, IReadOnlySet<string> hidden)
{
    private readonly IReadOnlyList<Column> _columns = [.. model.Columns.Where(column => hidden.Contains(column.Name))];
    private readonly IReadOnlyList<string> _custom = [.. hidden.Where(name => name.StartsWith(FieldScope.CustomPrefix, StringComparison.Ordinal)).Select(name => name[FieldScope.CustomPrefix.Length..])];

    public bool Any => hidden.Count > 0;

    /// <summary>Makes a query another one to EF Core, which looks through each query once and then remembers it for everybody.</summary>
    public string Mark => $"without {string.Join(' ', hidden.Order(StringComparer.Ordinal))}";

    public void Refuse(string property)
    {
        if (_columns.FirstOrDefault(column => column.Field.Property!.Name == property) is { } column)
            throw new HiddenFieldException(model.Key, column.Name);
        if (property == nameof(Entity.Custom) && _custom is [var first, ..])
            throw new HiddenFieldException(model.Key, FieldScope.CustomPrefix + first);
    }

    /// <summary>Empties what can be empty. A number or date that would lie is refused.</summary>
    public void Blank(Entity entity)
    {
        foreach (var column in _columns)
        {
            var type = column.Field.Property!.PropertyType;
            if (column.Field.Required || (type.IsValueType && Nullable.GetUnderlyingType(type) is null))
                throw new HiddenFieldException(model.Key, column.Name);
            column.Set!(entity, null);
        }

        foreach (var name in _custom)
            entity.Custom?.Remove(name);
    }
}

/// <summary>Looks for hidden fields in queries whose rows go into an answer.</summary>
internal sealed class HiddenFieldCheck : IQueryExpressionInterceptor
{
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (eventData.Context is ModuleContext { Hidden: { } hidden })
            new Search(hidden).Visit(queryExpression);
        return queryExpression;
    }

    private sealed class Search(Func<Type, HiddenFields> hidden) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is { } row)
                Look(row, node.Member.Name);
            return base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.DeclaringType == typeof(EF) && node is { Method.Name: nameof(EF.Property), Arguments: [var row, ConstantExpression { Value: string name }] })
                Look(row, name);
            return base.VisitMethodCall(node);
        }

        private void Look(Expression row, string property)
        {
            while (row is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } converted)
                row = converted.Operand;
            if (row.Type.IsSubclassOf(typeof(Entity)))
                hidden(row.Type).Refuse(property);
        }
    }
}
