using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.Ecr;

/// <summary>A rule of a lifecycle policy that expires images.</summary>
/// <param name="TagStatus">tagged, untagged or any.</param>
/// <param name="Tags">Prefixes or patterns; an image must match every one of them.</param>
/// <param name="Count">More images than this, or older than this many days.</param>
/// <param name="ByAge">Age since push (true) or number of images (false).</param>
public sealed record LifecycleRule(int Priority, string TagStatus, IReadOnlyList<Regex> Tags, int Count, bool ByAge)
{
    public bool Selects(IReadOnlyCollection<string> tags) => TagStatus switch
    {
        "any" => true,
        "untagged" => tags.Count == 0,
        _ => tags.Count > 0 && Tags.All(pattern => tags.Any(pattern.IsMatch)),
    };
}

/// <summary>A lifecycle policy, read and checked as ECR does.</summary>
public sealed record LifecyclePolicy(IReadOnlyList<LifecycleRule> Rules)
{
    public const int MaxLength = 30_720;
    private const int MaxRules = 50, MaxWildcards = 4;

    /// <summary>Null and the problems when the text is no valid policy.</summary>
    public static LifecyclePolicy? Parse(string text, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        if (text.Length is < 1 or > MaxLength) { found.Add($"the policy must have 1 to {MaxLength} characters"); return null; }
        JsonArray? array;
        try
        {
            array = JsonNode.Parse(text) is JsonObject root && root["rules"] is JsonArray a && root.Count == 1 ? a : null;
        }
        catch (JsonException e)
        {
            found.Add("not JSON: " + e.Message);
            return null;
        }
        if (array is null || array.Count is 0 or > MaxRules) { found.Add($"the object must have one member, rules, with 1 to {MaxRules} rules"); return null; }
        var rules = array.Select((node, i) => ReadRule(node, $"rules[{i}]", found)).OfType<LifecycleRule>().OrderBy(r => r.Priority).ToList();
        if (rules.GroupBy(r => r.Priority).FirstOrDefault(g => g.Count() > 1) is { } twice) found.Add($"rulePriority {twice.Key} is given twice");
        if (rules.Count(r => r.TagStatus == "any") > 1) found.Add("only one rule may have tagStatus any");
        if (rules.FindIndex(r => r.TagStatus == "any") is >= 0 and var at && at != rules.Count - 1) found.Add("the rule with tagStatus any must have the highest rulePriority");
        foreach (var kind in new[] { true, false })
        {
            if (rules.Count(r => r.TagStatus == "untagged" && r.ByAge == kind) > 1) found.Add("only one rule may have tagStatus untagged with one countType");
        }
        return found.Count == 0 ? new LifecyclePolicy(rules) : null;
    }

    private static LifecycleRule? ReadRule(JsonNode? node, string where, List<string> problems)
    {
        var before = problems.Count;
        if (node is not JsonObject rule) { problems.Add($"{where} is not an object"); return null; }
        Unknown(rule, where, ["rulePriority", "description", "selection", "action"], problems);
        if (Number(rule["rulePriority"]) is not (>= 1 and var priority)) { problems.Add($"{where}.rulePriority must be a number from 1"); priority = 0; }
        if (rule["action"] is not JsonObject action || Text(action["type"]) != "expire")
        {
            problems.Add($"{where}.action must be {{\"type\":\"expire\"}}; no other action is modelled by the embedded AWS");
        }
        if (rule["selection"] is not JsonObject selection) { problems.Add($"{where}.selection is missing"); return null; }
        Unknown(selection, where + ".selection", ["tagStatus", "tagPrefixList", "tagPatternList", "countType", "countUnit", "countNumber"], problems);
        var status = Text(selection["tagStatus"]) ?? "";
        if (status is not ("tagged" or "untagged" or "any")) problems.Add($"{where}.selection.tagStatus must be tagged, untagged or any");
        var prefixes = Texts(selection["tagPrefixList"]);
        var patterns = Texts(selection["tagPatternList"]);
        if (status == "tagged" && prefixes.Count > 0 == patterns.Count > 0) problems.Add($"{where}.selection needs tagPrefixList or tagPatternList, one of them");
        if (status != "tagged" && prefixes.Count + patterns.Count > 0) problems.Add($"{where}.selection: tagPrefixList and tagPatternList go with tagStatus tagged only");
        if (patterns.Any(p => p.Count(c => c == '*') > MaxWildcards)) problems.Add($"{where}.selection.tagPatternList: at most {MaxWildcards} wildcards in a pattern");
        var countType = Text(selection["countType"]);
        if (countType is not ("imageCountMoreThan" or "sinceImagePushed"))
            problems.Add($"{where}.selection.countType must be imageCountMoreThan or sinceImagePushed; no other is modelled by the embedded AWS");
        var unit = Text(selection["countUnit"]);
        if (countType == "sinceImagePushed" && unit != "days") problems.Add($"{where}.selection.countUnit must be days");
        if (countType == "imageCountMoreThan" && unit is not null) problems.Add($"{where}.selection.countUnit does not go with imageCountMoreThan");
        if (Number(selection["countNumber"]) is not (>= 1 and var count)) { problems.Add($"{where}.selection.countNumber must be a number from 1"); count = 0; }
        if (problems.Count > before) return null;
        var tags = prefixes.Select(p => Regex.Escape(p) + ".*").Concat(patterns.Select(p => Regex.Escape(p).Replace(@"\*", ".*", StringComparison.Ordinal)));
        return new LifecycleRule(priority, status, [.. tags.Select(t => new Regex("^" + t + @"\z", RegexOptions.Singleline))], count, countType == "sinceImagePushed");
    }

    private static void Unknown(JsonObject json, string where, string[] known, List<string> problems) =>
        problems.AddRange(json.Select(p => p.Key).Except(known).Select(k => $"{where}.{k} is unknown"));

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static int? Number(JsonNode? node) => node is JsonValue v && v.TryGetValue<int>(out var number) ? number : null;

    private static List<string> Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(n => Text(n) ?? "")] : [];
}
