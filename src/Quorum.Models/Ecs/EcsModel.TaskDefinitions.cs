namespace Quorum.Models.Ecs;

public sealed partial class EcsModel
{
    private readonly SortedDictionary<string, List<EcsTaskDefinition>> _families = new(StringComparer.Ordinal);

    /// <summary>Families with their revisions in order, deregistered ones included.</summary>
    public IReadOnlyDictionary<string, List<EcsTaskDefinition>> Families => _families;

    /// <summary>Always a new revision: numbers only grow, also over deregistered ones.</summary>
    public EcsTaskDefinition RegisterTaskDefinition(EcsTaskDefinitionSpec spec)
    {
        if (spec.Containers.Count == 0) throw EcsException.Client("Container list cannot be empty.");
        if (!spec.Containers.Any(c => c.Essential)) throw EcsException.Client("A task definition must have at least one essential container.");
        foreach (var container in spec.Containers)
        {
            if (spec.Memory is null && container is { Memory: 0, MemoryReservation: 0 })
            {
                throw EcsException.Client($"Invalid setting for container '{container.Name}'. At least one of 'memory' or 'memoryReservation' must be specified.");
            }
            if (container.Memory > 0 && container.MemoryReservation > container.Memory)
            {
                throw EcsException.Client($"Invalid setting for container '{container.Name}'. 'memoryReservation' cannot be greater than 'memory'.");
            }
        }
        if (spec.Containers.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count() != spec.Containers.Count) throw EcsException.Client("Container names must be unique within a task definition.");
        foreach (var constraint in spec.PlacementConstraints) CheckConstraint(constraint);
        if (!_families.TryGetValue(spec.Family, out var revisions)) _families.Add(spec.Family, revisions = []);
        var revision = revisions.Count == 0 ? 1 : revisions[^1].Revision + 1;
        var definition = new EcsTaskDefinition($"{ArnPrefix}task-definition/{spec.Family}:{revision}", revision, spec, Now);
        revisions.Add(definition);
        Touch(definition);
        return definition;
    }

    /// <summary>By family (its latest ACTIVE revision), <c>family:revision</c> or ARN; null when there is none.</summary>
    public EcsTaskDefinition? FindTaskDefinition(string name)
    {
        var text = LastSegment(name);
        var colon = text.LastIndexOf(':');
        if (!_families.TryGetValue(colon < 0 ? text : text[..colon], out var revisions)) return null;
        if (colon < 0) return revisions.FindLast(d => d.Active);
        if (!int.TryParse(text.AsSpan(colon + 1), out var revision)) return null;
        // numbers count from 1 without a gap, so far as none was left out of a state that was read
        return revision > 0 && revision <= revisions.Count && revisions[revision - 1].Revision == revision ? revisions[revision - 1] : revisions.Find(d => d.Revision == revision);
    }

    public EcsTaskDefinition TaskDefinition(string name) => FindTaskDefinition(name) ?? throw EcsException.Client("Unable to describe task definition.");

    /// <summary>INACTIVE: what runs goes on, nothing new may use it.</summary>
    public EcsTaskDefinition DeregisterTaskDefinition(string name)
    {
        if (!LastSegment(name).Contains(':', StringComparison.Ordinal)) throw EcsException.Invalid("Invalid revision number. Number of colons: 0");
        var definition = FindTaskDefinition(name) ?? throw EcsException.Client("The specified task definition does not exist.");
        if (!definition.Active) return definition;
        definition.Active = false;
        definition.DeregisteredAt = Now;
        Touch(definition);
        return definition;
    }

    private EcsTaskDefinition UsableTaskDefinition(string name)
    {
        var definition = FindTaskDefinition(name) ?? throw EcsException.Client("TaskDefinition not found.");
        return definition.Active ? definition : throw EcsException.Client("TaskDefinition is inactive");
    }

    private static void CheckConstraint(EcsPlacementConstraint constraint)
    {
        switch (constraint.Type)
        {
            case "memberOf": PlacementExpression.Parse(constraint.Expression ?? ""); break;
            case "distinctInstance": break;
            default: throw EcsException.Invalid($"Invalid placement constraint type: {constraint.Type}");
        }
    }
}
