using System.Reflection;
using System.Text.Json;
using Quorum.Infra;
using Quorum.Provisioning;

namespace Infra.Tests.Graph;

public sealed class SchemaTests
{
    public static TheoryData<string> Names => ["small", "full", "large"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Graph_EveryTypeAndInput_ExistsInTheProvidersSchema(string name)
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(Config(name), "dev"));
        var problems = new List<string>();
        var seen = 0;
        foreach (var resource in graph.Resources.Where(resource => resource.Custom))
        {
            if (!Schema.ByToken.TryGetValue(resource.Type, out var className)) problems.Add($"{resource.Type} is no resource");
            else Check(resource.Inputs, $"{className}Args", resource.Name, problems, ref seen);
        }

        Assert.Empty(problems);
        Assert.True(seen > 500, $"only {seen} inputs were read");
    }

    [Fact]
    public void Check_MisspeltOrMissingInput_IsFound()
    {
        var problems = new List<string>();
        var seen = 0;
        using var json = JsonDocument.Parse("""{"size":10,"thruput":1}""");
        Check(json.RootElement, "Pulumi.Aws.Ebs.VolumeArgs", "v", problems, ref seen);
        Assert.Equal(["v.thruput is not in Pulumi.Aws.Ebs.VolumeArgs", "v.availabilityZone is required"], problems);
    }

    [Fact]
    public void Classes_EveryResourceAndInput_AreWhatTheSchemaSays()
    {
        var assembly = typeof(Pulumi.Aws.Ec2.Vpc).Assembly;
        foreach (var (name, type) in Schema.ByName)
        {
            var made = assembly.GetType(name);
            Assert.True(made is not null, name);
            if (!type.TryGetProperty("inputs", out var inputs)) continue;
            foreach (var input in inputs.EnumerateArray())
            {
                var property = made.GetProperty(input.GetProperty("cs").GetString()!, BindingFlags.Public | BindingFlags.Instance);
                Assert.True(property is not null, $"{name}.{input.GetProperty("cs").GetString()}");
            }
        }
    }

    private static InfraConfig Config(string name) => name switch
    {
        "full" => Configs.Full,
        "large" => Configs.Full with { SlotsPerZone = 10 },
        _ => Configs.Small,
    };

    private static void Check(JsonElement value, string className, string path, List<string> problems, ref int seen)
    {
        var inputs = Schema.Inputs(className);
        if (inputs is null)
        {
            problems.Add($"{path}: {className} is not in the schema");
            return;
        }

        var ns = className[..className.LastIndexOf('.')];
        foreach (var member in value.EnumerateObject())
        {
            seen++;
            if (!inputs.TryGetValue(member.Name, out var input)) problems.Add($"{path}.{member.Name} is not in {className}");
            else CheckValue(member.Value, input.GetProperty("type").GetString()!, ns, $"{path}.{member.Name}", problems, ref seen);
        }

        foreach (var (wire, input) in inputs)
            if (input.TryGetProperty("required", out _) && !value.TryGetProperty(wire, out _)) problems.Add($"{path}.{wire} is required");
    }

    private static void CheckValue(JsonElement value, string type, string ns, string path, List<string> problems, ref int seen)
    {
        if (type.StartsWith("InputList<", StringComparison.Ordinal))
        {
            if (value.ValueKind != JsonValueKind.Array) problems.Add($"{path} is {value.ValueKind}, not a list");
            else foreach (var item in value.EnumerateArray()) CheckValue(item, $"Input<{type["InputList<".Length..^1]}>", ns, path, problems, ref seen);
        }
        else if (type.StartsWith("InputUnion<string", StringComparison.Ordinal) || type == "Input<string>")
        {
            if (value.ValueKind != JsonValueKind.String) problems.Add($"{path} is {value.ValueKind}, not text");
        }
        else if (type is "Input<int>" or "Input<double>")
        {
            if (value.ValueKind != JsonValueKind.Number) problems.Add($"{path} is {value.ValueKind}, not a number");
        }
        else if (type == "Input<bool>")
        {
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) problems.Add($"{path} is {value.ValueKind}, not true or false");
        }
        else if (Schema.Nested(type, ns) is { } nested)
        {
            Check(value, nested, path, problems, ref seen);
        }
    }
}
