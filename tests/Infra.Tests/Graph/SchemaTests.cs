using System.Reflection;
using System.Text.Json;
using Pulumi;
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
            if (!Schema.Resources.TryGetValue(resource.Type, out var inputs)) problems.Add($"{resource.Type} is no resource");
            else Check(resource.Inputs, inputs, resource.Type, resource.Name, problems, ref seen);
        }

        Assert.Empty(problems);
        Assert.True(seen > 500, $"only {seen} inputs were read");
    }

    [Theory]
    [InlineData("""{"size":10,"thruput":1}""", "v.thruput is not in aws:ebs/volume:Volume", "v.availabilityZone is required")]
    [InlineData("""{"size":"10","availabilityZone":"a","encrypted":1,"tags":["x"]}""", "v.size is String, not number", "v.encrypted is Number, not boolean", "v.tags is Array, not {}string")]
    public void Check_WrongInput_IsFound(string json, params string[] expected)
    {
        var problems = new List<string>();
        var seen = 0;
        using var value = JsonDocument.Parse(json);
        Check(value.RootElement, Schema.Resources["aws:ebs/volume:Volume"], "aws:ebs/volume:Volume", "v", problems, ref seen);
        Assert.Equal(expected, problems);
    }

    /// <summary>The package the program is built with, real or not, has no inputs but the provider's, and all that are required; a stand-in may leave others out.</summary>
    [Fact]
    public void Classes_EveryResource_HasOnlyInputsThatTheSchemaNames()
    {
        var problems = new List<string>();
        var seen = new HashSet<string>();
        foreach (var type in typeof(Pulumi.Aws.Ec2.Vpc).Assembly.GetExportedTypes())
        {
            if (type.GetCustomAttributes().OfType<ResourceTypeAttribute>().FirstOrDefault() is not { } attribute || !Schema.Resources.TryGetValue(attribute.Type, out var inputs)) continue;
            seen.Add(attribute.Type);
            var args = type.GetConstructors().Select(constructor => constructor.GetParameters()).First(parameters => parameters.Length == 3)[1].ParameterType;
            var marked = args.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .SelectMany(member => member.CustomAttributes).Where(data => data.AttributeType == typeof(InputAttribute))
                .ToDictionary(data => (string)data.ConstructorArguments[0].Value!, data => (bool)data.ConstructorArguments[1].Value!);
            problems.AddRange(inputs.Where(input => input.Value.Required).Select(input => input.Key).Except(marked.Keys).Select(wire => $"{args.Name} lacks {wire}"));
            problems.AddRange(marked.Keys.Except(inputs.Keys).Select(wire => $"{args.Name} has {wire}, the provider has not"));
            problems.AddRange(inputs.Where(input => marked.TryGetValue(input.Key, out var required) && required != input.Value.Required).Select(input => $"{args.Name}.{input.Key}: required is {input.Value.Required}"));
        }

        Assert.Empty(problems);
        Assert.Equal(Schema.Resources.Keys.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    private static InfraConfig Config(string name) => name switch
    {
        "full" => Configs.Full,
        "large" => Configs.Full with { SlotsPerZone = 10 },
        _ => Configs.Small,
    };

    private static void Check(JsonElement value, IReadOnlyDictionary<string, SchemaInput> inputs, string type, string path, List<string> problems, ref int seen)
    {
        foreach (var member in value.EnumerateObject())
        {
            seen++;
            if (!inputs.TryGetValue(member.Name, out var input)) problems.Add($"{path}.{member.Name} is not in {type}");
            else CheckValue(member.Value, input.Type, $"{path}.{member.Name}", problems, ref seen);
        }

        problems.AddRange(inputs.Where(input => input.Value.Required && !value.TryGetProperty(input.Key, out _)).Select(input => $"{path}.{input.Key} is required"));
    }

    private static void CheckValue(JsonElement value, string type, string path, List<string> problems, ref int seen)
    {
        var kind = value.ValueKind;
        var fits = type switch
        {
            "string" => kind == JsonValueKind.String,
            "number" => kind == JsonValueKind.Number,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "{}string" => kind == JsonValueKind.Object && value.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String),
            _ when type.StartsWith("[]", StringComparison.Ordinal) => kind == JsonValueKind.Array,
            _ => kind == JsonValueKind.Object,
        };
        if (!fits) problems.Add($"{path} is {kind}, not {type}");
        else if (type.StartsWith("[]", StringComparison.Ordinal))
            foreach (var item in value.EnumerateArray()) CheckValue(item, type[2..], path, problems, ref seen);
        else if (Schema.Nested.TryGetValue(type, out var nested)) Check(value, nested, type, path, problems, ref seen);
        else if (type is not ("string" or "number" or "boolean" or "{}string")) problems.Add($"{path}: {type} is not in the schema");
    }
}
