using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>Image scans: deterministic, by default complete and without findings; <c>/_quorum/scan</c> sets others.</summary>
internal static class ScanOperations
{
    private static readonly TimeSpan OncePer = TimeSpan.FromDays(1);

    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("StartImageScan", Start);
        add("DescribeImageScanFindings", Describe);
    }

    public static JsonObject Status(ScanState scan) => new() { ["status"] = scan.Status, ["description"] = scan.Description };

    public static JsonObject Summary(ScanState scan) => new()
    {
        ["imageScanCompletedAt"] = HostJson.Seconds(scan.At),
        ["vulnerabilitySourceUpdatedAt"] = HostJson.Seconds(scan.At),
        ["findingSeverityCounts"] = new JsonObject(scan.Findings.GroupBy(f => f.Severity).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create<string, JsonNode?>(g.Key, g.Count()))),
    };

    private static JsonObject Start(EcrRequest request)
    {
        var name = request.Repository;
        var id = ImageIds.Read(request.Object("imageId"));
        return request.Store.Change(name, r =>
        {
            var image = id.Find(r, out _, out _) ?? throw EcrErrors.ImageNotFound(id.Digest, id.Tag, name);
            if (MediaTypes.IsIndex(image.MediaType))
                throw new AwsException("UnsupportedImageTypeException", $"The image with media type {image.MediaType} cannot be scanned; scan the images in it.");
            if (image.Scan is { } last && request.World.UtcNow - last.At < OncePer)
                throw new AwsException("LimitExceededException", "The scan quota per image has been exceeded. Wait and try again.");
            request.Store.Scan(r, image);
            var answer = request.Answer(name);
            answer["imageId"] = id.Render(image.Digest);
            answer["imageScanStatus"] = new JsonObject { ["status"] = "IN_PROGRESS" };
            return answer;
        });
    }

    private static JsonObject Describe(EcrRequest request)
    {
        var name = request.Repository;
        var id = ImageIds.Read(request.Object("imageId"));
        return request.Store.Read(name, r =>
        {
            var image = id.Find(r, out _, out _) ?? throw EcrErrors.ImageNotFound(id.Digest, id.Tag, name);
            var scan = image.Scan ?? throw new AwsException("ScanNotFoundException",
                $"Image scan does not exist for the image with '{EcrErrors.Describe(image.Digest, id.Tag)}' in the repository with name '{name}' in the registry with id '{World.Account}'");
            var answer = request.Answer(name);
            answer["imageId"] = id.Render(image.Digest);
            answer["imageScanStatus"] = Status(scan);
            if (scan.Status != ScanPlan.Complete) return answer;
            var findings = Summary(scan);
            findings["findings"] = request.Page(answer, scan.Findings, Finding);
            answer["imageScanFindings"] = findings;
            return answer;
        });
    }

    private static JsonObject Finding(ScanFinding finding)
    {
        var json = new JsonObject { ["name"] = finding.Name, ["severity"] = finding.Severity };
        if (finding.Description is not null) json["description"] = finding.Description;
        if (finding.Uri is not null) json["uri"] = finding.Uri;
        if (finding.Attributes is { Count: > 0 } attributes)
            json["attributes"] = new JsonArray([.. attributes.Select(a => new JsonObject { ["key"] = a.Key, ["value"] = a.Value })]);
        return json;
    }
}
