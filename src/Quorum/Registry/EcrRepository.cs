using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Registry;

/// <summary>Makes the repository and keeps its settings as they must be; everything is compared first, so a repository in order costs two reads.</summary>
public sealed class EcrRepository(IAmazonECR ecr)
{
    /// <summary>Referrers of images (SBOM, signatures) are kept under tags of this form by registries and tools without the referrers API; those have to move.</summary>
    public const string MutableFilter = "sha256-*";

    /// <returns>Where it is, and what was changed; empty when it was in order.</returns>
    public async Task<(RepositoryUri Uri, IReadOnlyList<string> Changes)> EnsureAsync(QuorumSettings settings, CancellationToken cancellation)
    {
        var name = settings.RepositoryName;
        var changes = new List<string>();
        var repository = await FindAsync(name, cancellation).ConfigureAwait(false);
        if (repository is null)
        {
            repository = await CreateAsync(name, settings, cancellation).ConfigureAwait(false);
            changes.Add("repository created");
        }

        var uri = RepositoryUri.Parse(repository.RepositoryUri).Require(settings);
        if (repository.ImageTagMutability != ImageTagMutability.IMMUTABLE_WITH_EXCLUSION || !HasExclusion(repository))
        {
            await ecr.PutImageTagMutabilityAsync(
                new PutImageTagMutabilityRequest { RepositoryName = name, ImageTagMutability = ImageTagMutability.IMMUTABLE_WITH_EXCLUSION, ImageTagMutabilityExclusionFilters = Exclusions() },
                cancellation).ConfigureAwait(false);
            changes.Add("tags made immutable");
        }

        if (repository.ImageScanningConfiguration?.ScanOnPush != true)
        {
            await ecr.PutImageScanningConfigurationAsync(
                new PutImageScanningConfigurationRequest { RepositoryName = name, ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = true } },
                cancellation).ConfigureAwait(false);
            changes.Add("scan on push switched on");
        }

        if (!LifecyclePolicy.IsSame(await PolicyAsync(name, cancellation).ConfigureAwait(false)))
        {
            await ecr.PutLifecyclePolicyAsync(new PutLifecyclePolicyRequest { RepositoryName = name, LifecyclePolicyText = LifecyclePolicy.Text }, cancellation).ConfigureAwait(false);
            changes.Add("lifecycle policy set");
        }

        return (uri, changes);
    }

    private async Task<Repository?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var answer = await ecr.DescribeRepositoriesAsync(new DescribeRepositoriesRequest { RepositoryNames = [name] }, cancellation).ConfigureAwait(false);
            return answer.Repositories?.FirstOrDefault();
        }
        catch (RepositoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<Repository> CreateAsync(string name, QuorumSettings settings, CancellationToken cancellation)
    {
        try
        {
            var answer = await ecr.CreateRepositoryAsync(
                new CreateRepositoryRequest
                {
                    RepositoryName = name,
                    ImageTagMutability = ImageTagMutability.IMMUTABLE_WITH_EXCLUSION,
                    ImageTagMutabilityExclusionFilters = Exclusions(),
                    ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = true },
                    EncryptionConfiguration = new EncryptionConfiguration { EncryptionType = EncryptionType.AES256 },
                    Tags = [new Tag { Key = "quorum:cluster", Value = settings.ClusterName }],
                },
                cancellation).ConfigureAwait(false);
            return answer.Repository;
        }
        catch (RepositoryAlreadyExistsException)
        {
            // Another runner was faster, or our own answer was lost on the way.
            return await FindAsync(name, cancellation).ConfigureAwait(false)
                ?? throw new StageException($"ECR says that {name} exists and that it does not.", "Run PushToEcr again.");
        }
    }

    private async Task<string?> PolicyAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (await ecr.GetLifecyclePolicyAsync(new GetLifecyclePolicyRequest { RepositoryName = name }, cancellation).ConfigureAwait(false)).LifecyclePolicyText;
        }
        catch (LifecyclePolicyNotFoundException)
        {
            return null;
        }
    }

    private static bool HasExclusion(Repository repository) =>
        repository.ImageTagMutabilityExclusionFilters is { Count: 1 } filters && filters[0].Filter == MutableFilter;

    private static List<ImageTagMutabilityExclusionFilter> Exclusions() =>
        [new ImageTagMutabilityExclusionFilter { Filter = MutableFilter, FilterType = ImageTagMutabilityExclusionFilterType.WILDCARD }];
}
