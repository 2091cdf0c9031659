namespace Quorum.LocalCloud.Oci;

/// <summary>What scans of matching images give; set through <c>/_quorum/scan</c>.</summary>
/// <param name="Repository">Repository name; null for every one.</param>
/// <param name="Image">Tag or digest; null for every one.</param>
/// <param name="Status">ECR's ScanStatus.</param>
public sealed record ScanPlan(string? Repository, string? Image, string Status, string? Description, IReadOnlyList<ScanFinding> Findings)
{
    public const string Complete = "COMPLETE";

    public static readonly IReadOnlyList<string> Statuses = [Complete, "IN_PROGRESS", "FAILED", "UNSUPPORTED_IMAGE", "PENDING", "SCAN_ELIGIBILITY_EXPIRED"];
    public static readonly IReadOnlyList<string> Severities = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL", "UNDEFINED"];

    public static readonly ScanPlan Clean = new(null, null, Complete, null, []);

    public bool Matches(RepositoryState repository, ImageState image) =>
        (Repository is null || Repository == repository.Name)
        && (Image is null || Image == image.Digest || repository.Tags.GetValueOrDefault(Image) == image.Digest);

    public ScanState Result(DateTimeOffset now) => new(Status, Description ?? (Status == Complete ? "The scan was completed successfully." : ""), now, Findings);
}
