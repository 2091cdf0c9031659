using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nuke.Common.IO;
using Nuke.Common.Tooling;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>
/// .nuke/build.schema.json, for editors of the parameters files. It can only change with the assemblies that declare targets and parameters, so it is
/// generated when their identities differ from the remembered ones. Not without a project file above the build.
/// </summary>
internal static class SchemaFile
{
    // The hosts that the real engine knows; a parameters file is checked against the same schema whichever package is in use.
    private static readonly string[] s_hosts =
    [
        "AppVeyor", "AzurePipelines", "Bamboo", "Bitbucket", "Bitrise", "GitHubActions", "GitLab", "Jenkins", "Rider", "SpaceAutomation", "TeamCity",
        "Terminal", "TravisCI", "VSCode", "VisualStudio",
    ];

    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Update(NukeBuild build)
    {
        var file = Path.Combine(NukeBuild.RootDirectory, ".nuke", "build.schema.json");
        var remembered = Path.Combine(NukeBuild.TemporaryDirectory, "build.schema.for");
        var identity = Identity(build);
        if (File.Exists(file) && File.Exists(remembered) && File.ReadAllText(remembered) == identity)
            return;
        if (NukeBuild.BuildProjectFile == null)
            return;
        var text = Generate(build) + "\n";
        if (!File.Exists(file) || File.ReadAllText(file) != text)
            File.WriteAllText(file, text);
        File.WriteAllText(remembered, identity);
    }

    private static string Identity(NukeBuild build)
    {
        var modules = new HashSet<Guid> { typeof(NukeBuild).Module.ModuleVersionId };
        for (var type = build.GetType(); type != typeof(object); type = type!.BaseType)
            modules.Add(type!.Module.ModuleVersionId);
        foreach (var type in build.GetType().GetInterfaces())
            modules.Add(type.Module.ModuleVersionId);
        return string.Join('\n', modules.Order().Select(x => x.ToString("N", CultureInfo.InvariantCulture)));
    }

    private static string Generate(NukeBuild build)
    {
        var targets = build.ExecutableTargets.Select(x => x.Name).Order(StringComparer.Ordinal).ToArray();
        var definitions = new JsonObject
        {
            ["Host"] = Enumerated(s_hosts),
            ["ExecutableTarget"] = Enumerated(targets),
            ["Verbosity"] = EnumeratedType(Enum.GetNames<Verbosity>()),
            ["NukeBuild"] = new JsonObject { ["properties"] = EngineProperties() },
        };
        var own = new JsonObject();
        foreach (var (name, member, attribute) in Components.Parameters(build).OrderBy(x => x.Name, StringComparer.Ordinal))
            own[name] = Property(build, member, attribute, definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-04/schema#",
            ["definitions"] = definitions,
            ["allOf"] = new JsonArray(new JsonObject { ["properties"] = own }, Reference("NukeBuild")),
        };
        return schema.ToJsonString(s_options);
    }

    private static JsonObject EngineProperties() => new()
    {
        ["Continue"] = Described("boolean", "Indicates to continue a previously failed build attempt"),
        ["Help"] = Described("boolean", "Shows the help text for this build assembly"),
        ["Host"] = Described(Reference("Host"), "Host for execution. Default is 'automatic'"),
        ["NoLogo"] = Described("boolean", "Disables displaying the NUKE logo"),
        ["Partition"] = Described("string", "Partition to use on CI"),
        ["Plan"] = Described("boolean", "Shows the execution plan (HTML)"),
        ["Profile"] = ArrayOf(Described("string", null), "Defines the profiles to load"),
        ["Root"] = Described("string", "Root directory during build execution"),
        ["Skip"] = ArrayOf(Reference("ExecutableTarget"), "List of targets to be skipped. Empty list skips all dependencies"),
        ["Target"] = ArrayOf(Reference("ExecutableTarget"), "List of targets to be invoked. Default is '{default_target}'"),
        ["Verbosity"] = Described(Reference("Verbosity"), "Logging verbosity during build execution. Default is 'Normal'"),
    };

    private static JsonObject Property(NukeBuild build, MemberInfo member, ParameterAttribute attribute, JsonObject definitions)
    {
        var type = ParameterService.TypeOf(member);
        var description = attribute.Description?.TrimEnd('.');
        if (type.IsArray)
            return ArrayOf(Scalar(build, type.GetElementType(), attribute, definitions), description);
        var result = Described(Scalar(build, type, attribute, definitions), description);
        if (member.IsDefined(typeof(SecretAttribute)))
            result["default"] = "Secrets must be entered via 'nuke :secrets [profile]'";
        return result;
    }

    private static JsonObject Scalar(NukeBuild build, Type type, ParameterAttribute attribute, JsonObject definitions)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Values(build, type, attribute) is { } values)
        {
            if (!type.IsEnum)
                return Enumerated(values);
            definitions[type.Name] ??= EnumeratedType(values);
            return Reference(type.Name);
        }

        var kind = type == typeof(bool) ? "boolean"
            : type == typeof(int) || type == typeof(long) ? "integer"
            : type == typeof(double) || type == typeof(decimal) ? "number" : "string";
        return Described(kind, null);
    }

    private static string[] Values(NukeBuild build, Type type, ParameterAttribute attribute)
    {
        const BindingFlags any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        if (attribute.ValueProviderMember != null)
        {
            var provider = attribute.ValueProviderType ?? build.GetType();
            var values = provider.GetMember(attribute.ValueProviderMember, any).Single() switch
            {
                FieldInfo field => field.GetValue(build),
                PropertyInfo property => property.GetValue(build),
                MethodInfo method => method.Invoke(build, null),
                _ => null,
            };
            return ((IEnumerable)values)?.Cast<string>().ToArray();
        }

        if (type.IsEnum)
            return Enum.GetNames(type);
        return typeof(Enumeration).IsAssignableFrom(type)
            ? type.GetFields(BindingFlags.Static | BindingFlags.Public).Where(x => x.FieldType == type).Select(x => x.Name).ToArray()
            : null;
    }

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };

    private static JsonObject Enumerated(string[] values) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray(values.Select(x => (JsonNode)x).ToArray()),
    };

    private static JsonObject EnumeratedType(string[] values)
    {
        var result = Enumerated(values);
        result.Insert(1, "description", "");
        return result;
    }

    private static JsonObject Described(string type, string description) => Described(new JsonObject { ["type"] = type }, description);

    // Behind the type, before anything else: the order of the real engine's file.
    private static JsonObject Described(JsonObject schema, string description)
    {
        if (description != null)
            schema.Insert(schema.ContainsKey("type") ? 1 : 0, "description", description);
        return schema;
    }

    private static JsonObject ArrayOf(JsonObject items, string description)
    {
        var result = Described("array", description);
        result["items"] = items;
        return result;
    }
}
