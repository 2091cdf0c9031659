using System.Collections.Concurrent;
using Amazon.ECS;
using Amazon.ECS.Model;
using Amazon.SimpleSystemsManagement;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Rollout.Aws;

/// <summary>
/// What the cluster runs now and could be taken back to, read from ECS and the roll record alone: it is asked before a new image is pushed,
/// when the infrastructure's outputs are not known yet.
/// </summary>
public sealed class DeployedImages(IAmazonECS ecs, IAmazonSimpleSystemsManagement ssm, QuorumSettings settings)
{
    /// <summary>Newest revisions of a slot that count as a way back even when the roll record no longer names them: it holds one roll only.</summary>
    public const int RevisionsKept = 3;

    private const int MaxServicesPerCall = 10, MaxTasksPerCall = 100;

    /// <summary>Reads at once: far below what ECS lets an account ask for in a second.</summary>
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<string, TaskDefinition> _definitions = new(StringComparer.Ordinal);

    /// <summary>Elasticsearch versions of the slots' present revisions, each once; empty when no cluster runs.</summary>
    /// <exception cref="StageException">ECS does not say.</exception>
    public async Task<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellation)
    {
        try
        {
            var versions = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var container in await ContainersAsync(await ServicesAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false))
            {
                if (container?.DockerLabels?.GetValueOrDefault(TaskDefinitionSpec.VersionLabel) is { Length: > 0 } version) versions.Add(version);
            }
            return [.. versions];
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"The version that runs cannot be read: {e.Message}", AwsFailures.WayOut(e, "ecs:ListServices, ecs:DescribeServices, ecs:DescribeTaskDefinition"), e);
        }
    }

    /// <summary>The one image and version that every slot is to run now; for a roll that changes something else.</summary>
    /// <exception cref="StageException">There is none, or slots have different ones.</exception>
    public async Task<(Registry.PushedImage Image, string Version)> SingleAsync(CancellationToken cancellation)
    {
        try
        {
            var found = new HashSet<(string Image, string Version)>();
            foreach (var container in await ContainersAsync(await ServicesAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false))
            {
                if (container is not null)
                    found.Add((container.Image, container.DockerLabels?.GetValueOrDefault(TaskDefinitionSpec.VersionLabel) ?? ""));
            }
            if (found.Count == 0) throw new StageException("No slot runs yet.", "./build.sh Deploy");
            if (found.Count > 1) throw new StageException($"The slots have {found.Count} different images or versions: a roll stands half-way.", "./build.sh Deploy finishes it (or ./build.sh Rollback takes it back), then run this again");
            var (image, version) = found.Single();
            return DigestOf(image) is { } digest ? (new(image[..image.IndexOf('@', StringComparison.Ordinal)], "", digest), version)
                : throw new StageException($"The slots' image is not named by its digest: {image}", "./build.sh Deploy");
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"What runs cannot be read: {e.Message}", AwsFailures.WayOut(e, "ecs:ListServices, ecs:DescribeServices, ecs:DescribeTaskDefinition"), e);
        }
    }

    /// <summary>
    /// Digests of every image that a task runs, a service names, the last roll found, or one of a slot's newest revisions names.
    /// Null when that cannot be told completely: then no image may be released.
    /// </summary>
    public async Task<IReadOnlyCollection<string>?> DigestsAsync(CancellationToken cancellation)
    {
        try
        {
            var services = await ServicesAsync(cancellation).ConfigureAwait(false);
            var digests = await RunningAsync(services.Count > 0, cancellation).ConfigureAwait(false);
            var revisions = new HashSet<string>(StringComparer.Ordinal);
            foreach (var service in services)
            {
                revisions.Add(service.TaskDefinition);
                revisions.UnionWith((service.Deployments ?? []).Select(deployment => deployment.TaskDefinition).Where(arn => arn is not null));
            }
            foreach (var newest in await EachAsync(services, service => NewestAsync(service.TaskDefinition, cancellation), cancellation).ConfigureAwait(false)) revisions.UnionWith(newest);
            revisions.UnionWith(await RecordedAsync(services, cancellation).ConfigureAwait(false));
            foreach (var container in await EachAsync([.. revisions], revision => ContainerAsync(revision, cancellation), cancellation).ConfigureAwait(false))
            {
                if (container is null) continue;
                if (DigestOf(container.Image) is not { } digest) return null;
                digests.Add(digest);
            }
            return digests;
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            return null;
        }
    }

    private static string? DigestOf(string? image) => image?.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? image[(at + 1)..] : null;

    private async Task<List<Service>> ServicesAsync(CancellationToken cancellation)
    {
        var arns = new List<string>();
        string? next = null;
        do
        {
            var request = new ListServicesRequest { Cluster = settings.EcsClusterName, NextToken = next };
            ListServicesResponse page;
            try
            {
                page = await AwsFailures.Sorted("ecs:ListServices", () => ecs.ListServicesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            }
            catch (RefusedPortException e) when (e.InnerException is ClusterNotFoundException)
            {
                return [];
            }
            arns.AddRange(page.ServiceArns ?? []);
            next = page.NextToken;
        }
        while (next is { Length: > 0 });
        var services = new List<Service>(arns.Count);
        foreach (var some in arns.Chunk(MaxServicesPerCall))
        {
            var request = new DescribeServicesRequest { Cluster = settings.EcsClusterName, Services = [.. some] };
            var answer = await AwsFailures.Sorted("ecs:DescribeServices", () => ecs.DescribeServicesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            services.AddRange((answer.Services ?? []).Where(service => service.Status != "INACTIVE" && service.TaskDefinition is { Length: > 0 }));
        }
        return services;
    }

    private async Task<HashSet<string>> RunningAsync(bool any, CancellationToken cancellation)
    {
        var arns = new List<string>();
        string? next = null;
        while (any)
        {
            var request = new ListTasksRequest { Cluster = settings.EcsClusterName, DesiredStatus = DesiredStatus.RUNNING, NextToken = next };
            var page = await AwsFailures.Sorted("ecs:ListTasks", () => ecs.ListTasksAsync(request, cancellation), cancellation).ConfigureAwait(false);
            arns.AddRange(page.TaskArns ?? []);
            next = page.NextToken;
            any = next is { Length: > 0 };
        }
        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in arns.Chunk(MaxTasksPerCall))
        {
            var request = new DescribeTasksRequest { Cluster = settings.EcsClusterName, Tasks = [.. some] };
            var answer = await AwsFailures.Sorted("ecs:DescribeTasks", () => ecs.DescribeTasksAsync(request, cancellation), cancellation).ConfigureAwait(false);
            digests.UnionWith((answer.Tasks ?? []).SelectMany(task => task.Containers ?? []).Select(container => container.ImageDigest).Where(digest => digest is { Length: > 0 }));
        }
        return digests;
    }

    private async Task<IEnumerable<string>> NewestAsync(string revision, CancellationToken cancellation)
    {
        var family = revision[(revision.LastIndexOf('/') + 1)..].Split(':')[0];
        var request = new ListTaskDefinitionsRequest { FamilyPrefix = family, Sort = SortOrder.DESC, MaxResults = RevisionsKept };
        var page = await AwsFailures.Sorted("ecs:ListTaskDefinitions", () => ecs.ListTaskDefinitionsAsync(request, cancellation), cancellation).ConfigureAwait(false);
        return (page.TaskDefinitionArns ?? []).Take(RevisionsKept);
    }

    private async Task<IEnumerable<string>> RecordedAsync(List<Service> services, CancellationToken cancellation)
    {
        if (services.Count == 0) return [];
        var slots = new Goal(settings.ClusterName, services.Select(service => new RollSlot(service.ServiceName, "", Roles.Parse([]), null, "", ElasticsearchVersion.Unknown)));
        var record = await new SsmRollStore(ssm, settings.ParameterPath).ReadRecordAsync(slots, cancellation).ConfigureAwait(false);
        return record is null ? [] : record.Previous.SelectMany(previous => new[] { previous?.TaskDefinition, previous?.Found }).OfType<string>();
    }

    private Task<ContainerDefinition?[]> ContainersAsync(List<Service> services, CancellationToken cancellation) =>
        EachAsync(services, service => ContainerAsync(service.TaskDefinition, cancellation), cancellation);

    /// <summary>Reads for each, several at once; in the order of what was given.</summary>
    private static async Task<TRead[]> EachAsync<T, TRead>(IReadOnlyList<T> all, Func<T, Task<TRead>> read, CancellationToken cancellation)
    {
        var results = new TRead[all.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, all.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (i, _) => results[i] = await read(all[i]).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    /// <summary>Elasticsearch's container of a revision; null when the revision is gone for good and so no way back.</summary>
    private async Task<ContainerDefinition?> ContainerAsync(string revision, CancellationToken cancellation)
    {
        if (!_definitions.TryGetValue(revision, out var definition))
        {
            try
            {
                var answer = await AwsFailures.Sorted($"ecs:DescribeTaskDefinition {revision}", () => ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = revision }, cancellation), cancellation).ConfigureAwait(false);
                definition = _definitions[revision] = answer.TaskDefinition;
            }
            catch (RefusedPortException e) when (e.InnerException is ClientException)
            {
                return null;
            }
        }
        return definition.ContainerDefinitions?.Find(container => container.Name == TaskDefinitionSpec.ContainerName);
    }
}
