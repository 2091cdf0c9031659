using System.Collections;
using System.Globalization;
using System.Text;
using Amazon.ECS.Model;
using Amazon.Runtime;

namespace Quorum.Rollout.Aws;

/// <summary>
/// A task definition's content as one canonical text, the same for what we ask to register and for what ECS gives back: order of names,
/// empty lists and the values ECS fills in do not count.
/// </summary>
public static class TaskDefinitionContent
{
    /// <summary>What ECS writes where nothing was asked for.</summary>
    private static readonly HashSet<string> FilledIn = ["Cpu=0", "Privileged=false", "ReadonlyRootFilesystem=false", "Protocol=tcp", "ReadOnly=false", "Essential=true", "VersionConsistency=enabled"];

    public static string Of(RegisterTaskDefinitionRequest request) => Text(request.Family, request.TaskRoleArn, request.ExecutionRoleArn, request.NetworkMode, request.RequiresCompatibilities,
        request.ContainerDefinitions, request.Volumes, request.PlacementConstraints, request.Cpu, request.Memory, request.PidMode, request.IpcMode, request.RuntimePlatform, request.ProxyConfiguration);

    public static string Of(TaskDefinition definition) => Text(definition.Family, definition.TaskRoleArn, definition.ExecutionRoleArn, definition.NetworkMode, definition.RequiresCompatibilities,
        definition.ContainerDefinitions, definition.Volumes, definition.PlacementConstraints, definition.Cpu, definition.Memory, definition.PidMode, definition.IpcMode, definition.RuntimePlatform, definition.ProxyConfiguration);

    private static string Text(params object?[] parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(Of(part)).Append('\n');
        return text.ToString();
    }

    private static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        bool yes => yes ? "true" : "false",
        ConstantClass constant => constant.Value,
        IDictionary<string, string> map => Join(map.Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal)),
        // Order matters in a command, nowhere else.
        IEnumerable<string> list => Join(list),
        IEnumerable list => Join(list.Cast<object?>().Select(Of).Order(StringComparer.Ordinal)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Join(value.GetType().GetProperties()
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => (property.Name, Value: Of(property.GetValue(value))))
            .Where(pair => pair.Value.Length > 0)
            .Select(pair => $"{pair.Name}={pair.Value}")
            .Where(pair => !FilledIn.Contains(pair))),
    };

    private static string Join(IEnumerable<string> parts)
    {
        var text = string.Join("; ", parts);
        return text.Length == 0 ? "" : $"{{{text}}}";
    }
}
