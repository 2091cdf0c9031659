using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Build.Tests.Workflows;

/// <summary>A YAML mapping that answers for keys it does not have.</summary>
internal sealed class Yaml(YamlNode? node)
{
    public static Yaml Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new(stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode);
    }

    public Yaml this[string key] => new(node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null);

    public bool Exists => node is not null;

    public bool IsMapping => node is YamlMappingNode;

    public string? Text => (node as YamlScalarNode)?.Value;

    public long Line => node?.Start.Line ?? 0;

    public IEnumerable<(string Key, Yaml Value)> Entries => node is YamlMappingNode map ? map.Children.Select(x => (((YamlScalarNode)x.Key).Value ?? "", new Yaml(x.Value))) : [];

    public IEnumerable<Yaml> Items => node is YamlSequenceNode list ? list.Children.Select(x => new Yaml(x)) : [];
}

internal sealed record Job(WorkflowFile File, string Name, Yaml Body)
{
    public string At => $"{File.Name}: {Name}";

    public IEnumerable<Yaml> Steps => Body["steps"].Items;

    public IEnumerable<string> Runs => Steps.Select(step => step["run"].Text).OfType<string>();

    public IEnumerable<string> Targets => Runs.SelectMany(WorkflowFile.TargetsOf);
}

/// <summary>One file of .github/workflows.</summary>
internal sealed partial class WorkflowFile(string name, string text)
{
    public string Name => name;

    public string Raw => text;

    public Yaml Root { get; } = Yaml.Parse(text);

    public IReadOnlyList<Job> Jobs => [.. Root["jobs"].Entries.Select(job => new Job(this, job.Key, job.Value))];

    public IEnumerable<string> Triggers => Root["on"] switch
    {
        { IsMapping: true } map => map.Entries.Select(x => x.Key),
        { Text: { } one } => [one],
        var list => list.Items.Select(x => x.Text ?? ""),
    };

    /// <summary>The targets that a command line of the build names; the default one when it names none.</summary>
    public static IEnumerable<string> TargetsOf(string run)
    {
        foreach (Match call in Call().Matches(run))
        {
            var words = call.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => !word.StartsWith('-')).ToList();
            foreach (var word in words.Count > 0 ? words : ["Deploy"]) yield return word;
        }
    }

    [GeneratedRegex(@"\./build\.(sh|ps1)(?<rest>[^\n#;&|]*)")]
    private static partial Regex Call();
}
