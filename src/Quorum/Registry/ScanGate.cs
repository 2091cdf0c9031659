using System.Text.Json;
using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <param name="Name">As the scanner names it, e.g. <c>CVE-2026-1234</c>.</param>
/// <param name="Severity">INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL or UNDEFINED.</param>
public sealed record Finding(string Name, string Severity);

/// <param name="Until">Last day it holds; after it the finding blocks again, so that an exception is looked at once more.</param>
public sealed record ScanException(string Name, DateOnly Until, string Reason);

/// <summary>What the gate lets through.</summary>
public sealed record ScanPolicy
{
    public const string FileName = "scan-exceptions.json";

    /// <summary>From the least to the most severe; UNDEFINED is what nobody has rated yet.</summary>
    public static readonly IReadOnlyList<string> Order = ["INFORMATIONAL", "UNDEFINED", "LOW", "MEDIUM", "HIGH", "CRITICAL"];

    /// <summary>Findings of this severity and above block.</summary>
    public string BlockFrom { get; init; } = "CRITICAL";

    public IReadOnlyList<ScanException> Exceptions { get; init; } = [];

    /// <summary>How long a scan under way is waited for.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The default with the exceptions of <c>scan-exceptions.json</c> beside the Dockerfile; none when there is no file.</summary>
    /// <exception cref="StageException">The file is not a list of name, until (yyyy-MM-dd) and reason.</exception>
    public static ScanPolicy Read(string imageFolder)
    {
        var file = Path.Combine(imageFolder, FileName);
        if (!File.Exists(file)) return new();
        try
        {
            var exceptions = JsonSerializer.Deserialize<List<ScanException>>(File.ReadAllText(file), new JsonSerializerOptions(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true }) ?? [];
            if (exceptions.FirstOrDefault(exception => string.IsNullOrWhiteSpace(exception.Reason)) is { } silent) throw new JsonException($"{silent.Name} gives no reason");
            return new() { Exceptions = exceptions };
        }
        catch (JsonException error)
        {
            throw new StageException($"{file} cannot be used: {error.Message}", """It is a list of {"name": "CVE-…", "until": "yyyy-MM-dd", "reason": "…"}.""", error);
        }
    }

    /// <summary>The findings that block on this day: severe enough and not excepted.</summary>
    public IReadOnlyList<Finding> Blocking(IEnumerable<Finding> findings, DateOnly today)
    {
        var from = Rank(BlockFrom);
        return [.. findings.Where(finding => Rank(finding.Severity) >= from && !Exceptions.Any(exception => exception.Name == finding.Name && exception.Until >= today))];
    }

    // A severity nobody knows must not slip through as the lowest.
    private static int Rank(string severity) => Order.Contains(severity) ? Order.ToList().IndexOf(severity) : Order.Count;
}

/// <summary>Waits for ECR's scan of the pushed image and stops what must not be deployed.</summary>
public sealed class ScanGate(IAmazonECR ecr, IClock clock, ScanPolicy policy)
{
    /// <summary>Lines of findings a refusal shows.</summary>
    public const int ShownFindings = 20;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(3);

    // Scan on push starts with a delay; an image scanned in an earlier life may have no scan at all.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <returns>One clause for the summary: what was found, or why the image was not scanned.</returns>
    /// <exception cref="StageException">A finding blocks, or the scan did not end in time.</exception>
    public async Task<string> RequireAsync(string repository, string digest, bool justPushed, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var started = clock.Now;
        while (true)
        {
            var answer = await FindingsAsync(repository, digest, cancellation).ConfigureAwait(false);
            var waited = clock.Now - started;
            if (answer is null && (!justPushed || waited >= StartLimit)) return "not scanned: the registry has no scan of this image";
            var status = answer?.Status ?? ScanStatus.PENDING;
            if (status == ScanStatus.COMPLETE || status == ScanStatus.ACTIVE) return Judge(repository, answer!.Findings);
            if (status != ScanStatus.PENDING && status != ScanStatus.IN_PROGRESS) return $"not scanned: {status.Value} {answer!.Description}".TrimEnd();
            if (waited >= policy.Wait)
                throw new StageException($"The scan of {repository}@{digest} is still {status.Value} after {policy.Wait.TotalMinutes:0} minutes.", "Run PushToEcr again: the image is pushed, only the scan is waited for.");
            progress.Report(new("scan", status.Value.ToLowerInvariant(), null, $"{waited.TotalSeconds:0} s"));
            await clock.Delay(Poll, cancellation).ConfigureAwait(false);
        }
    }

    private string Judge(string repository, IReadOnlyList<Finding> findings)
    {
        var blocking = policy.Blocking(findings, DateOnly.FromDateTime(clock.Now.UtcDateTime));
        if (blocking.Count > 0)
        {
            var shown = blocking.Take(ShownFindings).Select(finding => $"  {finding.Severity} {finding.Name}{Expired(finding.Name)}");
            throw new StageException(
                $"{blocking.Count} scan findings of {repository} block ({policy.BlockFrom} and above):{Environment.NewLine}{string.Join(Environment.NewLine, shown)}",
                $"Take a base image without them (./build.sh PinBaseImage), or except them by name, with an end date and a reason, in images/elasticsearch/{ScanPolicy.FileName}.");
        }

        return findings.Count == 0 ? "scanned, no findings" : $"scanned, {string.Join(", ", findings.GroupBy(finding => finding.Severity).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"))}, none blocking";
    }

    private string Expired(string name) => policy.Exceptions.FirstOrDefault(exception => exception.Name == name) is { } old ? $" (its exception ended on {old.Until:yyyy-MM-dd})" : "";

    private async Task<Answer?> FindingsAsync(string repository, string digest, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        string? next = null;
        ImageScanStatus? status;
        try
        {
            do
            {
                var page = await ecr.DescribeImageScanFindingsAsync(
                    new DescribeImageScanFindingsRequest { RepositoryName = repository, ImageId = new ImageIdentifier { ImageDigest = digest }, NextToken = next },
                    cancellation).ConfigureAwait(false);
                status = page.ImageScanStatus;
                findings.AddRange((page.ImageScanFindings?.Findings ?? []).Select(finding => new Finding(finding.Name, finding.Severity?.Value ?? "UNDEFINED")));
                findings.AddRange((page.ImageScanFindings?.EnhancedFindings ?? []).Select(finding => new Finding(finding.PackageVulnerabilityDetails?.VulnerabilityId ?? finding.Title ?? "unnamed", finding.Severity ?? "UNDEFINED")));
                next = page.NextToken;
            }
            while (next is not null);
        }
        catch (ScanNotFoundException)
        {
            return null;
        }

        return new(status?.Status ?? ScanStatus.PENDING, status?.Description ?? "", findings);
    }

    private sealed record Answer(ScanStatus Status, string Description, IReadOnlyList<Finding> Findings);
}
