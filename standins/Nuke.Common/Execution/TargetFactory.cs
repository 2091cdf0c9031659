using System.Linq.Expressions;

namespace Nuke.Common.Execution;

/// <summary>Evaluates all target definitions and links them.</summary>
internal static class TargetFactory
{
    public static IReadOnlyList<ExecutableTarget> Create<T>(T build, Expression<Func<T, Target>>[] defaultTargets)
        where T : NukeBuild
    {
        // Identity of a target is the equality of the delegate that its property returns.
        var byFactory = new Dictionary<Target, ExecutableTarget>();
        var definitions = new List<(ExecutableTarget Target, TargetDefinition Definition)>();
        foreach (var property in Components.Targets(build.GetType()))
        {
            var factory = (Target)property.GetValue(build);
            var target = new ExecutableTarget { Name = Components.ShortName(property), Member = property, Factory = factory };
            var definition = new TargetDefinition(target, property, build);
            factory!.Invoke(definition);
            definitions.Add((target, definition));
            byFactory.TryAdd(factory, target);
        }

        foreach (var expression in defaultTargets)
            Default(build, expression, byFactory).IsDefault = true;
        foreach (var (target, definition) in definitions)
            Link(target, definition, byFactory);
        return definitions.ConvertAll(x => x.Target);
    }

    private static ExecutableTarget Default<T>(T build, Expression<Func<T, Target>> expression, Dictionary<Target, ExecutableTarget> targets)
    {
        // Reading the property spares compiling the expression, which costs more than the rest of the start.
        var member = Requirements.MemberOf(expression.Body) as System.Reflection.PropertyInfo;
        var factory = member != null ? (Target)member.GetValue(build) : expression.Compile().Invoke(build);
        return Find(factory, targets, "default targets");
    }

    private static void Link(ExecutableTarget target, TargetDefinition definition, Dictionary<Target, ExecutableTarget> targets)
    {
        foreach (var other in Find(definition.DependsOnTargets))
            target.ExecutionDependencies.Add(other);
        foreach (var other in Find(definition.DependentForTargets))
            other.ExecutionDependencies.Add(target);
        foreach (var other in Find(definition.AfterTargets))
            target.OrderDependencies.Add(other);
        foreach (var other in Find(definition.BeforeTargets))
            other.OrderDependencies.Add(target);
        foreach (var other in Find(definition.TriggersTargets))
            Trigger(target, other);
        foreach (var other in Find(definition.TriggeredByTargets))
            Trigger(other, target);

        IEnumerable<ExecutableTarget> Find(List<Func<Target>> factories) =>
            factories.Select(x => TargetFactory.Find(x(), targets, target.Name));

        static void Trigger(ExecutableTarget first, ExecutableTarget second)
        {
            first.Triggers.Add(second);
            second.TriggerDependencies.Add(first);
        }
    }

    private static ExecutableTarget Find(Target factory, Dictionary<Target, ExecutableTarget> targets, string where) =>
        targets.TryGetValue(factory, out var target)
            ? target
            : throw new EngineException(
                $"'{where}' names a target that is none of this build: its property must return the same lambda each time ('=> _ => _…')");
}
