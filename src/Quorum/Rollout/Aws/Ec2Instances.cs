using System.Collections.Immutable;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using Quorum.Pipeline;

namespace Quorum.Rollout.Aws;

/// <summary>EC2 behind <see cref="IInstancePort"/>: the slots' instances, known by the tags that their groups put on them.</summary>
public sealed class Ec2Instances(IAmazonEC2 ec2, string cluster, IClock clock) : IInstancePort
{
    internal const string SlotTag = "quorum:slot";

    private const string ClusterTag = "quorum:cluster";

    /// <summary>EC2 puts these on every instance that is started from a launch template.</summary>
    private const string TemplateTag = "aws:ec2launchtemplate:id", VersionTag = "aws:ec2launchtemplate:version";

    private const string Gone = "InvalidInstanceID.NotFound", Running = "running";

    public async ValueTask<InstanceSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var at = clock.Now;
        var bySlot = (await OfSlotsAsync(["pending", Running], cancellation).ConfigureAwait(false))
            .ToLookup(found => found.Slot, found => new InstanceView(found.Instance.InstanceId, From(found.Instance.Tags)), StringComparer.Ordinal);
        return new InstanceSnapshot(at, [.. goal.Slots.Select(slot => bySlot[slot.Name].OrderBy(each => each.Id, StringComparer.Ordinal).ToImmutableArray())]);
    }

    /// <summary>Slot → private address of its running instance.</summary>
    public async Task<Dictionary<string, string>> AddressesAsync(CancellationToken cancellation)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (slot, instance) in await OfSlotsAsync([Running], cancellation).ConfigureAwait(false)) if (instance.PrivateIpAddress is { Length: > 0 } address) addresses[slot] = address;
        return addresses;
    }

    public async ValueTask TerminateAsync(string instanceId, CancellationToken cancellation)
    {
        try
        {
            await AwsFailures.Sorted($"ec2:TerminateInstances {instanceId}", () => ec2.TerminateInstancesAsync(new TerminateInstancesRequest { InstanceIds = [instanceId] }, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (RefusedPortException e) when (e.InnerException is AmazonEC2Exception { ErrorCode: Gone })
        {
            // It has ended, so long ago that EC2 does not even list it any more.
        }
    }

    /// <summary>Slot → newest version of its launch template, which is what infra/ gives its group.</summary>
    public async Task<IReadOnlyDictionary<string, LaunchVersion>> TemplatesAsync(CancellationToken cancellation)
    {
        var templates = new Dictionary<string, LaunchVersion>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var request = new DescribeLaunchTemplatesRequest { Filters = [OfCluster()], NextToken = next };
            var answer = await AwsFailures.Sorted("ec2:DescribeLaunchTemplates", () => ec2.DescribeLaunchTemplatesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (var template in answer.LaunchTemplates ?? [])
            {
                if (TagOf(template.Tags, SlotTag) is { } slot && template.LatestVersionNumber is { } latest) templates[slot] = new LaunchVersion(template.LaunchTemplateId, latest);
            }
            next = answer.NextToken;
        }
        while (next is { Length: > 0 });
        return templates;
    }

    private async Task<List<(string Slot, Instance Instance)>> OfSlotsAsync(List<string> states, CancellationToken cancellation)
    {
        var found = new List<(string, Instance)>();
        string? next = null;
        do
        {
            var request = new DescribeInstancesRequest { Filters = [OfCluster(), new Filter { Name = "instance-state-name", Values = states }], NextToken = next };
            var answer = await AwsFailures.Sorted("ec2:DescribeInstances", () => ec2.DescribeInstancesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (var instance in (answer.Reservations ?? []).SelectMany(reservation => reservation.Instances ?? [])) if (TagOf(instance.Tags, SlotTag) is { } slot) found.Add((slot, instance));
            next = answer.NextToken;
        }
        while (next is { Length: > 0 });
        return found;
    }

    private Filter OfCluster() => new() { Name = $"tag:{ClusterTag}", Values = [cluster] };

    private static LaunchVersion? From(List<Tag>? tags) =>
        TagOf(tags, TemplateTag) is { } template && long.TryParse(TagOf(tags, VersionTag), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new LaunchVersion(template, number) : null;

    private static string? TagOf(List<Tag>? tags, string key) => tags?.Find(tag => tag.Key == key)?.Value;
}
