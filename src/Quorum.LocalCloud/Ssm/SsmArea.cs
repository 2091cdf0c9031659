using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ssm;

/// <summary>Parameter Store on the wire. Commands are in <see cref="CommandArea"/>; sessions and documents are refused by their names.</summary>
internal static partial class SsmArea
{
    public const string Target = "AmazonSSM";
    private const int MaxNameLength = 1011, MaxDepth = 15, StandardBytes = 4096, AdvancedBytes = 8192, MaxByPath = 10, MaxDescribe = 50, MaxNames = 10;

    public static void Map(World world, AwsOperations operations)
    {
        var store = new ParameterStore(world);
        world.Set(store);
        world.State.Add(store);
        operations.Add(Target, "PutParameter", r => Put(store, r));
        operations.Add(Target, "GetParameter", r => new JsonObject { ["Parameter"] = ToJson(store, r, Required(store, r.Required("Name"))) });
        operations.Add(Target, "GetParameters", r =>
        {
            var names = r.Texts("Names");
            if (names.Count is 0 or > MaxNames) throw new AwsException("ValidationException", $"Names must have 1 to {MaxNames} elements.");
            var found = new JsonArray();
            var invalid = new JsonArray();
            foreach (var name in names)
            {
                if (Selected(store, name) is { } parameter) found.Add((JsonNode)ToJson(store, r, parameter));
                else invalid.Add((JsonNode)name);
            }
            return new JsonObject { ["Parameters"] = found, ["InvalidParameters"] = invalid };
        });
        operations.Add(Target, "GetParametersByPath", r =>
        {
            var path = r.Required("Path").TrimEnd('/') + "/";
            if (!path.StartsWith('/')) throw new AwsException("ValidationException", "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash \"/\".");
            var recursive = r.Flag("Recursive");
            var all = store.All.Where(p => p.Name.StartsWith(path, StringComparison.Ordinal) && (recursive || !p.Name[path.Length..].Contains('/', StringComparison.Ordinal))).ToList();
            return Page(r, "Parameters", all, MaxByPath, p => ToJson(store, r, p));
        });
        operations.Add(Target, "GetParameterHistory", r =>
        {
            var name = ParameterStore.NameOf(r.Required("Name"));
            if (store.History(name) is not { Count: > 0 } history) throw NotFound(name);
            return Page(r, "Parameters", history, MaxDescribe, p => Describe(r, p, ToJson(store, r, p)["Value"]!.DeepClone()));
        });
        operations.Add(Target, "DescribeParameters", r => Page(r, "Parameters", [.. store.All.Where(Filter(r))], MaxDescribe, p => Describe(r, p, null)));
        operations.Add(Target, "DeleteParameter", r =>
        {
            var name = ParameterStore.NameOf(r.Required("Name"));
            return store.Delete(name) ? null : throw NotFound(name);
        });
        operations.Add(Target, "DeleteParameters", r =>
        {
            var deleted = new JsonArray();
            var invalid = new JsonArray();
            foreach (var name in r.Texts("Names")) (store.Delete(ParameterStore.NameOf(name)) ? deleted : invalid).Add((JsonNode)name);
            return new JsonObject { ["DeletedParameters"] = deleted, ["InvalidParameters"] = invalid };
        });
        operations.Add(Target, "AddTagsToResource", r =>
        {
            Tag(store, Tagged(store, r), r.Body["Tags"]);
            return null;
        });
        operations.Add(Target, "RemoveTagsFromResource", r =>
        {
            var name = Tagged(store, r);
            if (store.Tags.TryGetValue(name, out var tags)) foreach (var key in r.Texts("TagKeys")) tags.Remove(key);
            store.TagsChanged(name);
            return null;
        });
        operations.Add(Target, "ListTagsForResource", r => new JsonObject
        {
            ["TagList"] = new JsonArray([.. store.Tags.GetValueOrDefault(Tagged(store, r), []).Select(t => (JsonNode)new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value })]),
        });
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.\-/]+$")]
    private static partial Regex NameCharacters { get; }

    private static JsonObject Put(ParameterStore store, AwsRequest request)
    {
        var name = ParameterStore.NameOf(request.Required("Name"));
        CheckName(name);
        var existing = store.Find(name);
        var overwrite = request.Flag("Overwrite");
        if (existing is not null && !overwrite)
        {
            throw new AwsException("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
        }
        if (overwrite && request.Body["Tags"] is JsonArray { Count: > 0 })
        {
            throw new AwsException("ValidationException", "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.");
        }
        var type = request.Text("Type") ?? existing?.Type ?? throw new AwsException("ValidationException", "A parameter type is required when you create a parameter.");
        if (type is not ("String" or "StringList" or Parameter.Secure)) throw new AwsException("UnsupportedParameterType", $"The parameter type {type} is not supported.");
        var value = request.Text("Value") ?? "";
        if (value.Length == 0) throw new AwsException("ValidationException", "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1");
        var tier = request.Text("Tier") ?? existing?.Tier ?? "Standard";
        var bytes = System.Text.Encoding.UTF8.GetByteCount(value);
        if (tier == "Intelligent-Tiering") tier = bytes > StandardBytes ? "Advanced" : "Standard";
        if (tier is not ("Standard" or "Advanced")) throw new AwsException("ValidationException", $"Tier {tier} is not one of Standard, Advanced, Intelligent-Tiering.");
        var most = tier == "Advanced" ? AdvancedBytes : StandardBytes;
        if (bytes > most) throw new AwsException("ValidationException", $"{tier} tier parameters support a maximum parameter value of {most} characters. {(tier == "Standard" ? "To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier." : "")}".TrimEnd());
        var pattern = request.Text("AllowedPattern");
        if (pattern is not null && !Matches(pattern, value)) throw new AwsException("ParameterPatternMismatchException", "The parameter value does not match the allowed pattern.");
        var parameter = store.Put(name, type, value, tier, request.Text("DataType") ?? "text", request.Text("Description") ?? existing?.Description, pattern, request.Text("KeyId"));
        Tag(store, name, request.Body["Tags"]);
        return new JsonObject { ["Version"] = parameter.Version, ["Tier"] = tier };
    }

    private static bool Matches(string pattern, string value)
    {
        try
        {
            return Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException)
        {
            throw new AwsException("InvalidAllowedPatternException", "The allowed pattern is not a valid regular expression.");
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length > MaxNameLength || !NameCharacters.IsMatch(name) || name.Contains("//", StringComparison.Ordinal) || name.EndsWith('/'))
        {
            throw new AwsException("ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive), and may only have letters, numbers, and the symbols .-_ with / between its levels.");
        }
        var first = name.TrimStart('/');
        if (first.StartsWith("aws", StringComparison.OrdinalIgnoreCase) || first.StartsWith("ssm", StringComparison.OrdinalIgnoreCase))
        {
            throw new AwsException("ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (name.Contains('/', StringComparison.Ordinal) && !name.StartsWith('/')) throw new AwsException("ValidationException", "Parameter name must be a fully qualified name.");
        if (name.Count(c => c == '/') > MaxDepth) throw new AwsException("HierarchyLevelLimitExceededException", $"A hierarchy can have a maximum of {MaxDepth} levels.");
    }

    private static Parameter Required(ParameterStore store, string name) => Selected(store, name) ?? throw NotFound(name);

    /// <summary>By name, ARN, or <c>name:version</c>.</summary>
    private static Parameter? Selected(ParameterStore store, string nameOrArn)
    {
        var name = ParameterStore.NameOf(nameOrArn);
        var colon = name.LastIndexOf(':');
        if (colon < 0) return store.Find(name);
        return int.TryParse(name[(colon + 1)..], out var version)
            ? store.Find(name[..colon], version)
            : throw new AwsException("ValidationException", "Parameter labels are not modelled by the embedded AWS.");
    }

    private static AwsException NotFound(string name) => new("ParameterNotFound", $"Parameter {name} not found.");

    private static JsonObject ToJson(ParameterStore store, AwsRequest request, Parameter parameter) => new()
    {
        ["Name"] = parameter.Name,
        ["Type"] = parameter.Type,
        ["Value"] = parameter.IsSecure && !request.Flag("WithDecryption") ? parameter.Kept : store.Plain(parameter),
        ["Version"] = parameter.Version,
        ["LastModifiedDate"] = HostJson.Seconds(parameter.LastModified),
        ["ARN"] = ParameterStore.Arn(request.Region, parameter.Name),
        ["DataType"] = parameter.DataType,
    };

    private static JsonObject Describe(AwsRequest request, Parameter parameter, JsonNode? value)
    {
        var json = new JsonObject
        {
            ["Name"] = parameter.Name,
            ["ARN"] = ParameterStore.Arn(request.Region, parameter.Name),
            ["Type"] = parameter.Type,
            ["LastModifiedDate"] = HostJson.Seconds(parameter.LastModified),
            ["LastModifiedUser"] = $"arn:aws:iam::{World.Account}:root",
            ["Version"] = parameter.Version,
            ["Tier"] = parameter.Tier,
            ["Policies"] = new JsonArray(),
            ["DataType"] = parameter.DataType,
        };
        if (parameter.KeyId is { } key) json["KeyId"] = key;
        if (parameter.Description is { } description) json["Description"] = description;
        if (parameter.AllowedPattern is { } pattern) json["AllowedPattern"] = pattern;
        if (value is not null) json["Value"] = value;
        return json;
    }

    private static Func<Parameter, bool> Filter(AwsRequest request)
    {
        Func<Parameter, bool> all = _ => true;
        foreach (var filter in (request.Body["ParameterFilters"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var key = (string?)filter["Key"] ?? "";
            var option = (string?)filter["Option"] ?? (key == "Path" ? "OneLevel" : "Equals");
            var values = (filter["Values"] as JsonArray ?? []).Select(v => (string)v!).ToList();
            var before = all;
            all = (key, option) switch
            {
                ("Name", "Equals") => p => before(p) && values.Contains(p.Name),
                ("Name", "BeginsWith") => p => before(p) && values.Exists(v => p.Name.StartsWith(v, StringComparison.Ordinal)),
                ("Name", "Contains") => p => before(p) && values.Exists(v => p.Name.Contains(v, StringComparison.Ordinal)),
                ("Type", "Equals") => p => before(p) && values.Contains(p.Type),
                ("Path", "Recursive") => p => before(p) && values.Exists(v => p.Name.StartsWith(v.TrimEnd('/') + "/", StringComparison.Ordinal)),
                ("Path", "OneLevel") => p => before(p) && values.Exists(v => p.Name.LastIndexOf('/') == v.TrimEnd('/').Length && p.Name.StartsWith(v.TrimEnd('/') + "/", StringComparison.Ordinal)),
                _ => throw new AwsException("InvalidFilterKey", $"The filter {key} with option {option} is not modelled by the embedded AWS."),
            };
        }
        return all;
    }

    private static JsonObject Page(AwsRequest request, string member, IReadOnlyList<Parameter> all, int most, Func<Parameter, JsonObject> make)
    {
        var size = Math.Clamp(request.Number("MaxResults") ?? most, 1, most);
        var from = 0;
        if (request.Text("NextToken") is { Length: > 0 } token && (!int.TryParse(token, out from) || from < 0)) throw new AwsException("InvalidNextToken", "The specified token isn't valid.");
        var page = new JsonObject { [member] = new JsonArray([.. all.Skip(from).Take(size).Select(p => (JsonNode)make(p))]) };
        if (from + size < all.Count) page["NextToken"] = $"{from + size}";
        return page;
    }

    private static string Tagged(ParameterStore store, AwsRequest request)
    {
        if (request.Text("ResourceType") is { } type and not "Parameter") throw new AwsException("InvalidResourceType", $"Tags of {type} are not modelled by the embedded AWS.");
        var name = ParameterStore.NameOf(request.Required("ResourceId"));
        return store.Find(name) is null ? throw new AwsException("InvalidResourceId", "The resource ID isn't valid. Verify that you entered the correct ID and try again.") : name;
    }

    private static void Tag(ParameterStore store, string name, JsonNode? tags)
    {
        if (tags is not JsonArray { Count: > 0 } list) return;
        if (!store.Tags.TryGetValue(name, out var kept)) store.Tags.Add(name, kept = new(StringComparer.Ordinal));
        foreach (var tag in list) kept[(string)tag!["Key"]!] = (string?)tag["Value"] ?? "";
        store.TagsChanged(name);
    }
}
