using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>What targets and the build need, checked before the first target runs.</summary>
internal static class Requirements
{
    public static MemberInfo MemberOf(Expression body) => body switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => MemberOf(convert.Operand),
        MemberExpression member => member.Member,
        _ => null,
    };

    public static void Check(NukeBuild build)
    {
        foreach (var target in build.ExecutionPlan.Where(x => x.Status == ExecutionStatus.Scheduled))
        {
            foreach (var requirement in target.Requirements)
                Check(build, target, requirement);
        }

        foreach (var (member, _) in Injection.Members(build).Where(x => x.Member.IsDefined(typeof(RequiredAttribute))))
            CheckMember(build, member, () => $"Member '{member.Name}' is required to be not null or empty");
        foreach (var (_, member, _) in RequiredOfComponents(build))
            CheckMember(build, member, () => $"Member '{member.Name}' is required to be not null or empty");
    }

    private static IEnumerable<(string, MemberInfo, ParameterAttribute)> RequiredOfComponents(NukeBuild build) =>
        Components.Parameters(build).Where(x => x.Member.DeclaringType!.IsInterface && x.Member.IsDefined(typeof(RequiredAttribute)));

    private static void Check(NukeBuild build, ExecutableTarget target, LambdaExpression requirement)
    {
        if (requirement is Expression<Func<bool>> condition)
        {
            if (!condition.Compile().Invoke())
                throw new EngineException($"Target '{target.Name}' requires '{requirement.Body}'");
            return;
        }

        var member = MemberOf(requirement.Body)
            ?? throw new EngineException($"Target '{target.Name}' requires '{requirement.Body}', which names no member");
        CheckMember(build, member, () => $"Target '{target.Name}' requires member '{member.Name}' to be not null or empty");
    }

    private static void CheckMember(NukeBuild build, MemberInfo member, Func<string> message)
    {
        if (IsMissing(ValueOf(build, member)))
            Injection.InjectOnDemand(build, member);
        if (IsMissing(ValueOf(build, member)) && !Prompt.TryFill(build, member))
            throw new EngineException(message());
    }

    private static bool IsMissing(object value) => value is null or "" or Array { Length: 0 };

    private static object ValueOf(object build, MemberInfo member) => member switch
    {
        FieldInfo field => field.GetValue(field.IsStatic ? null : build),
        PropertyInfo property => property.GetValue(property.GetMethod!.IsStatic ? null : build),
        _ => throw new EngineException($"Member '{member.Name}' is neither field nor property"),
    };
}
