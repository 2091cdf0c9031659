using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quorum.Registry;

/// <summary>
/// The repository's lifecycle rules. ECR counts from the push, not from the use: "keep the last N" alone expires a running image after N
/// pushes that nobody deployed. So every image that is to be deployed carries a second tag, <c>keep-…</c>, and the first rule claims those:
/// ECR never lets a lower rule expire an image that matches the tags of a higher one. The first rule's own count is out of reach, because
/// <see cref="ImageRetention"/> refuses to have more than <see cref="MaxKept"/> such tags.
/// Source: Amazon ECR user guide, "Lifecycle policy evaluation rules".
/// </summary>
public static class LifecyclePolicy
{
    public const string KeepPrefix = "keep-";

    /// <summary>Most <c>keep-</c> tags the pipeline allows in a repository.</summary>
    public const int MaxKept = 500;

    /// <summary>Count of the first rule: never reached.</summary>
    public const int KeepRuleCount = 2 * MaxKept;

    /// <summary>Content-tagged images without a <c>keep-</c> tag that stay, e.g. for a look back.</summary>
    public const int UnusedImages = 20;

    /// <summary>Images of one platform whose index is gone. ECR never expires an image inside an index before the index.</summary>
    public const int PartDays = 30;

    /// <summary>Manifests that lost their tag; long enough for any roll or rollback under way by digest.</summary>
    public const int UntaggedDays = 30;

    public static string Text { get; } = new JsonObject
    {
        ["rules"] = new JsonArray(
            Rule(1, "Images that are or were deployed are never expired here", Tagged(KeepPrefix, KeepRuleCount)),
            Rule(2, $"Of the images nobody deploys, the last {UnusedImages}", Tagged(Images.ContentTag.Prefix, UnusedImages)),
            Rule(3, $"Manifests without a tag after {UntaggedDays} days", new JsonObject
            {
                ["tagStatus"] = "untagged",
                ["countType"] = "sinceImagePushed",
                ["countUnit"] = "days",
                ["countNumber"] = UntaggedDays,
            }),
            Rule(4, $"Images of one platform outside every index after {PartDays} days", new JsonObject
            {
                ["tagStatus"] = "tagged",
                ["tagPrefixList"] = new JsonArray(Images.ImagePart.Prefix),
                ["countType"] = "sinceImagePushed",
                ["countUnit"] = "days",
                ["countNumber"] = PartDays,
            })),
    }.ToJsonString();

    /// <summary>Compares as JSON: ECR gives a policy back with blanks of its own.</summary>
    public static bool IsSame(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return false;
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(Text));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The tag that keeps the image with this content tag.</summary>
    public static string KeepTag(string contentTag) => KeepPrefix + contentTag;

    private static JsonObject Rule(int priority, string description, JsonObject selection) => new()
    {
        ["rulePriority"] = priority,
        ["description"] = description,
        ["selection"] = selection,
        ["action"] = new JsonObject { ["type"] = "expire" },
    };

    private static JsonObject Tagged(string prefix, int count) => new()
    {
        ["tagStatus"] = "tagged",
        ["tagPrefixList"] = new JsonArray(prefix),
        ["countType"] = "imageCountMoreThan",
        ["countNumber"] = count,
    };
}
