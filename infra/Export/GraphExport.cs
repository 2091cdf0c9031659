using System.Collections;
using System.Collections.Immutable;
using Pulumi;
using Pulumi.Testing;
using Pulumi.Utilities;

namespace Quorum.Infra;

/// <summary>
/// Runs the program in test mode and gives its resources as JSON, byte for byte the same for the same configuration. References to other resources
/// appear as their mock ids and ARNs; a secret appears as <c>{"secret":true}</c>.
/// </summary>
public static class GraphExport
{
    /// <param name="stack">Name of the stack, as it appears in the URNs.</param>
    /// <exception cref="InfraConfigException">The configuration is wrong; every problem is listed.</exception>
    public static Task<string> ExportAsync(InfraConfig config, string stack)
    {
        var problems = config.Validate();
        return problems.Count == 0
            ? ExportAsync(config, stack, options => InfraProgram.DefineAsync(config, options))
            : throw new InfraConfigException(problems);
    }

    /// <param name="program">Must hang everything below one component made with the given options.</param>
    internal static async Task<string> ExportAsync(InfraConfig config, string stack, Func<ComponentResourceOptions, Task<IDictionary<string, object?>>> program)
    {
        var mocks = new MockCloud(config);
        var made = new List<Made>();
        // A mock is told neither parents nor options; a transformation, which every resource below the component inherits, is.
        ResourceTransformationResult? Note(ResourceTransformationArgs args)
        {
            lock (made) made.Add(new(args.Resource, args.Args, args.Options));
            return null;
        }

        var options = new TestOptions { ProjectName = InfraProgram.Project, StackName = stack, IsPreview = false };
        var (_, outputs) = await Deployment.TestAsync(mocks, options, () => program(new() { ResourceTransformations = { Note } }));

        var urns = new Dictionary<Resource, string>();
        foreach (var item in made) urns[item.Resource] = Urn(item, stack, urns);
        var nodes = new List<GraphNode>();
        foreach (var item in made) nodes.Add(await NodeAsync(item, urns, mocks));
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in outputs) values[name] = await PlainAsync(value);
        return GraphJson.Write(InfraProgram.Project, stack, config.ToKeys(), nodes, values);
    }

    private sealed record Made(Resource Resource, ResourceArgs Args, ResourceOptions Options);

    // The engine's rule: a child's type is qualified by its parents' types. Parents are made before their children.
    private static string Urn(Made item, string stack, Dictionary<Resource, string> urns)
    {
        var type = item.Resource.GetResourceType();
        if (item.Options.Parent is { } parent) type = $"{urns[parent].Split("::")[2]}${type}";
        return $"urn:pulumi:{stack}::{InfraProgram.Project}::{type}::{item.Resource.GetResourceName()}";
    }

    private static async Task<GraphNode> NodeAsync(Made item, Dictionary<Resource, string> urns, MockCloud mocks)
    {
        var walk = new ArgsWalk();
        await walk.VisitAsync(item.Args, "");
        foreach (var resource in await OutputUtilities.GetValueAsync(item.Options.DependsOn.ToOutput())) walk.Dependencies.Add(resource);
        walk.Dependencies.Remove(item.Resource);
        var (type, name) = (item.Resource.GetResourceType(), item.Resource.GetResourceName());
        var custom = item.Resource is CustomResource;
        var inputs = custom ? mocks.Find(type, name)!.Inputs : ImmutableDictionary<string, object>.Empty;
        return new(
            type, name, urns[item.Resource], item.Options.Parent is { } parent ? urns[parent] : null, custom,
            (IReadOnlyDictionary<string, object?>)Hide(inputs, "", walk.SecretPaths)!, custom ? $"{name}-id" : null,
            [.. walk.Dependencies.Where(urns.ContainsKey).Select(resource => urns[resource]).Order(StringComparer.Ordinal)],
            item.Options.Protect == true);
    }

    private static object? Hide(object? value, string path, HashSet<string> secrets)
    {
        if (path.Length > 0 && secrets.Contains(path)) return GraphJson.Secret;
        return value switch
        {
            string => value,
            ImmutableDictionary<string, object> map => map.ToDictionary(
                pair => pair.Key, pair => Hide(pair.Value, path.Length == 0 ? pair.Key : $"{path}.{pair.Key}", secrets)),
            IEnumerable list => list.Cast<object?>().Select(item => Hide(item, path, secrets)).ToArray(),
            _ => value,
        };
    }

    private static async Task<object?> PlainAsync(object? value)
    {
        if (value is null) return null;
        var type = value.GetType();
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Output<>)) return value;
        return await (Task<object?>)typeof(GraphExport).GetMethod(nameof(ValueAsync), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value])!;
    }

    private static async Task<object?> ValueAsync<T>(Output<T> output) =>
        await Output.IsSecretAsync(output) ? GraphJson.Secret : await OutputUtilities.GetValueAsync(output);
}
