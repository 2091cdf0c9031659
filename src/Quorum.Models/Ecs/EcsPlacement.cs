namespace Quorum.Models.Ecs;

/// <summary>Chooses an instance for a task, and says why none fits. Pure over the cluster's present state.</summary>
internal static class EcsPlacement
{
    /// <returns>The instance, or null and the reason as RunTask's failures give it.</returns>
    public static (EcsInstance? Instance, string Reason, EcsInstance? Closest) Choose(
        EcsCluster cluster,
        EcsTaskDefinition definition,
        IReadOnlyList<EcsPlacementConstraint> constraints,
        IReadOnlyList<EcsPlacementStrategy> strategy,
        string group,
        bool stoppingFrees,
        Kernel.SeededRandom random)
    {
        EcsInstance? best = null, closest = null;
        long bestScore = long.MaxValue;
        var reason = "No Container Instances were found in your cluster.";
        foreach (var instance in cluster.InstanceList)
        {
            if (instance.Status != EcsInstanceStatus.Active) continue;
            var misfit = Misfit(instance, definition, constraints, group, stoppingFrees);
            if (misfit is not null)
            {
                // the reason of the instance that came furthest is the one worth telling
                if (closest is null || misfit.StartsWith("RESOURCE", StringComparison.Ordinal)) (closest, reason) = (instance, misfit);
                continue;
            }
            var score = Score(cluster, instance, strategy, group, stoppingFrees, random);
            if (score < bestScore) (best, bestScore) = (instance, score);
        }
        return best is not null ? (best, "", null) : (null, reason, closest);
    }

    private static string? Misfit(EcsInstance instance, EcsTaskDefinition definition, IReadOnlyList<EcsPlacementConstraint> constraints, string group, bool stoppingFrees)
    {
        if (!MeetsAll(instance, definition.Spec.PlacementConstraints, group) || !MeetsAll(instance, constraints, group)) return "MemberOf placement constraint unsatisfied.";
        if (definition.Spec.CpuArchitecture is { } wanted
            && instance.Attributes.TryGetValue(EcsInstance.ArchitectureAttribute, out var has)
            && !string.Equals(wanted, has, StringComparison.OrdinalIgnoreCase)) return "ATTRIBUTE";
        if (!instance.AgentConnected) return "AGENT";
        var (cpu, memory) = instance.Remaining(stoppingFrees);
        if (memory < definition.Memory) return "RESOURCE:MEMORY";
        if (cpu < definition.Cpu) return "RESOURCE:CPU";
        return instance.PortsFree(definition.Ports, stoppingFrees) ? null : "RESOURCE:PORTS";
    }

    private static bool MeetsAll(EcsInstance instance, IReadOnlyList<EcsPlacementConstraint> constraints, string group)
    {
        for (var i = 0; i < constraints.Count; i++)
        {
            var constraint = constraints[i];
            if (constraint.Type == "distinctInstance")
            {
                foreach (var task in instance.TaskList) if (task.Live && task.Group == group) return false;
            }
            else if (!PlacementExpression.Parse(constraint.Expression ?? "").Matches(instance))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Lower is better. Without a strategy ECS spreads a service over zones, then over instances.</summary>
    private static long Score(EcsCluster cluster, EcsInstance instance, IReadOnlyList<EcsPlacementStrategy> strategy, string group, bool stoppingFrees, Kernel.SeededRandom random)
    {
        const long zoneWeight = 1_000_000;
        if (strategy.Count > 0)
        {
            switch (strategy[0])
            {
                case { Type: "random" }: return (long)(random.NextUInt64() >> 2);
                case { Type: "binpack", Field: "cpu" or "CPU" }: return instance.Remaining(stoppingFrees).Cpu;
                case { Type: "binpack" }: return instance.Remaining(stoppingFrees).Memory;
            }
        }
        long zone = 0, here = 0;
        foreach (var other in cluster.InstanceList)
        {
            if (other != instance && other.Zone != instance.Zone) continue;
            foreach (var task in other.TaskList)
            {
                if (!task.Live || task.Group != group) continue;
                zone++;
                if (other == instance) here++;
            }
        }
        return zone * zoneWeight + here;
    }
}
