using System.Linq.Expressions;
using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Collects what a target's lambda says; dependencies are linked once all targets are known.</summary>
internal sealed class TargetDefinition(ExecutableTarget target, PropertyInfo property, NukeBuild build) : ITargetDefinition
{
    private PropertyInfo _level = property;

    public List<Func<Target>> DependsOnTargets { get; } = [];

    public List<Func<Target>> DependentForTargets { get; } = [];

    public List<Func<Target>> BeforeTargets { get; } = [];

    public List<Func<Target>> AfterTargets { get; } = [];

    public List<Func<Target>> TriggersTargets { get; } = [];

    public List<Func<Target>> TriggeredByTargets { get; } = [];

    public ITargetDefinition Description(string description) => Do(() => target.Description = description);

    public ITargetDefinition Executes(params Action[] actions) => Do(() => Array.ForEach(actions, target.Actions.Add));

    public ITargetDefinition Executes<T>(Func<T> action) => Executes(() => { action(); });

    public ITargetDefinition Executes(Func<Task> action) => Executes(() => action().GetAwaiter().GetResult());

    public ITargetDefinition DependsOn(params Target[] targets) => Link(DependsOnTargets, targets);

    public ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets) => Link(DependsOnTargets, targets);

    public ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets) => TryLink(DependsOnTargets, targets);

    public ITargetDefinition DependentFor(params Target[] targets) => Link(DependentForTargets, targets);

    public ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets) => Link(DependentForTargets, targets);

    public ITargetDefinition TryDependentFor<T>(params Func<T, Target>[] targets) => TryLink(DependentForTargets, targets);

    public ITargetDefinition Before(params Target[] targets) => Link(BeforeTargets, targets);

    public ITargetDefinition Before<T>(params Func<T, Target>[] targets) => Link(BeforeTargets, targets);

    public ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets) => TryLink(BeforeTargets, targets);

    public ITargetDefinition After(params Target[] targets) => Link(AfterTargets, targets);

    public ITargetDefinition After<T>(params Func<T, Target>[] targets) => Link(AfterTargets, targets);

    public ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets) => TryLink(AfterTargets, targets);

    public ITargetDefinition Triggers(params Target[] targets) => Link(TriggersTargets, targets);

    public ITargetDefinition Triggers<T>(params Func<T, Target>[] targets) => Link(TriggersTargets, targets);

    public ITargetDefinition TryTriggers<T>(params Func<T, Target>[] targets) => TryLink(TriggersTargets, targets);

    public ITargetDefinition TriggeredBy(params Target[] targets) => Link(TriggeredByTargets, targets);

    public ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets) => Link(TriggeredByTargets, targets);

    public ITargetDefinition TryTriggeredBy<T>(params Func<T, Target>[] targets) => TryLink(TriggeredByTargets, targets);

    public ITargetDefinition OnlyWhenDynamic(Func<bool> condition, string conditionExpression = null) =>
        Do(() => target.DynamicConditions.Add((Body(conditionExpression), condition)));

    public ITargetDefinition OnlyWhenStatic(Func<bool> condition, string conditionExpression = null) =>
        Do(() => target.StaticConditions.Add((Body(conditionExpression), condition)));

    public ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class =>
        Require(parameterRequirement, parameterRequirements);

    public ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct =>
        Require(parameterRequirement, parameterRequirements);

    public ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements) =>
        Require(requirement, requirements);

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) => Do(() => target.DependencyBehavior = dependencyBehavior);

    public ITargetDefinition AssuredAfterFailure() => Do(() => target.AssuredAfterFailure = true);

    public ITargetDefinition ProceedAfterFailure() => Do(() => target.ProceedAfterFailure = true);

    public ITargetDefinition Unlisted() => Do(() => target.Listed = false);

    public ITargetDefinition Base()
    {
        var above = BaseOf(_level) ?? throw new EngineException($"Target '{build.GetType().Name}.{target.Name}' does not have any base member");
        var current = _level;
        _level = above;
        Components.OwnTarget(build, above).Invoke(this);
        _level = current;
        return this;
    }

    public ITargetDefinition Inherit(params Target[] targets) => Do(() => Array.ForEach(targets, x => x.Invoke(this)));

    public ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets)
    {
        foreach (var expression in targets)
        {
            var member = Requirements.MemberOf(expression.Body) as PropertyInfo
                ?? throw new EngineException($"'{expression.Body}' does not name a target");
            Components.OwnTarget(build, member).Invoke(this);
        }

        return this;
    }

    public ITargetDefinition Produces(params string[] artifacts) => Do(() => Array.ForEach(artifacts, target.ArtifactProducts.Add));

    private static PropertyInfo BaseOf(PropertyInfo property)
    {
        for (var type = property.DeclaringType!.BaseType; type != null; type = type.BaseType)
        {
            // Only public ones: the real engine asks by name alone.
            var found = type.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);
            if (found?.PropertyType == typeof(Target))
                return found;
        }

        return null;
    }

    private static string Body(string lambda) =>
        lambda?.IndexOf("=>", StringComparison.Ordinal) is { } arrow and >= 0 ? lambda[(arrow + 2)..].Trim() : lambda;

    private ITargetDefinition Do(Action action)
    {
        action();
        return this;
    }

    private ITargetDefinition Require(LambdaExpression first, LambdaExpression[] others) => Do(() =>
    {
        target.Requirements.Add(first);
        Array.ForEach(others, target.Requirements.Add);
    });

    private ITargetDefinition Link(List<Func<Target>> list, Target[] targets) =>
        Do(() => Array.ForEach(targets, x => list.Add(() => x)));

    private ITargetDefinition Link<T>(List<Func<Target>> list, Func<T, Target>[] targets)
    {
        var component = (T)(object)build;
        if (targets.Length == 0)
            list.Add(() => OnlyTargetOf(typeof(T)));
        foreach (var selector in targets)
            list.Add(() => selector(component));
        return this;
    }

    private ITargetDefinition TryLink<T>(List<Func<Target>> list, Func<T, Target>[] targets) =>
        (object)build is T ? Link(list, targets) : this;

    private Target OnlyTargetOf(Type component)
    {
        var candidates = component.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(x => x.PropertyType == typeof(Target)).ToList();
        return candidates.Count == 1
            ? (Target)candidates[0].GetValue(build)
            : throw new EngineException(
                $"Target '{target.Name}' names component '{component.Name}' without a target, but it has {candidates.Count}: "
                + string.Join(", ", candidates.Select(x => x.Name)));
    }
}
