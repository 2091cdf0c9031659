using System.Collections.Immutable;
using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.Pipeline;
using EcsTask = Amazon.ECS.Model.Task;

namespace Quorum.Rollout.Aws;

/// <summary>ECS behind <see cref="IEcsPort"/>: one service per slot, named like the slot.</summary>
public sealed class EcsAdapter(IAmazonECS ecs, string cluster, IClock clock) : IEcsPort
{
    private const int MaxServicesPerCall = 10, MaxTasksPerCall = 100;

    /// <summary>Instances change rarely; a rule that finds one missing waits longer than this anyway.</summary>
    private static readonly TimeSpan InstancesLife = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, ElasticsearchVersion> _versions = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private Dictionary<string, string?> _readySlots = [];
    private Goal? _goal;
    private DateTimeOffset _instancesAt = DateTimeOffset.MinValue;

    public async ValueTask<EcsSnapshot> ReadAsync(Goal goal, CancellationToken cancellation)
    {
        var at = clock.Now;
        _goal = goal;
        var services = ReadServicesAsync(goal, cancellation);
        var tasks = ReadTasksAsync(cancellation);
        await ReadInstancesAsync(at, cancellation).ConfigureAwait(false);
        var byName = await services.ConfigureAwait(false);
        var bySlot = (await tasks.ConfigureAwait(false)).ToLookup(task => task.Group ?? "", StringComparer.Ordinal);
        var slots = ImmutableArray.CreateBuilder<SlotService>(goal.Slots.Length);
        foreach (var slot in goal.Slots)
        {
            var service = byName.GetValueOrDefault(slot.Name);
            var version = service?.TaskDefinition is { } definition ? await VersionAsync(definition, cancellation).ConfigureAwait(false) : ElasticsearchVersion.Unknown;
            var view = EcsReading.Of(service, bySlot[$"service:{slot.Name}"], version, _readySlots.ContainsKey(slot.Name)) with { ReadyInstance = _readySlots.GetValueOrDefault(slot.Name) };
            if (view.Rollout == RolloutState.Failed) _failed.Add(slot.Name); else _failed.Remove(slot.Name);
            slots.Add(view);
        }
        return new EcsSnapshot(at, slots.MoveToImmutable());
    }

    public async ValueTask<ServiceWrite> CreateAsync(int slot, string taskDefinition, CancellationToken cancellation)
    {
        var name = SlotName(slot);
        var request = new CreateServiceRequest
        {
            Cluster = cluster,
            ServiceName = name,
            TaskDefinition = taskDefinition,
            DesiredCount = 1,
            LaunchType = LaunchType.EC2,
            SchedulingStrategy = SchedulingStrategy.REPLICA,
            AvailabilityZoneRebalancing = AvailabilityZoneRebalancing.DISABLED,
            DeploymentConfiguration = Configuration(),
            PlacementConstraints = [new PlacementConstraint { Type = PlacementConstraintType.MemberOf, Expression = $"attribute:quorum.slot == {name}" }],
            Tags = [new Tag { Key = "quorum:cluster", Value = cluster }, new Tag { Key = "quorum:slot", Value = name }],
        };
        try
        {
            var answer = await AwsFailures.Sorted($"ecs:CreateService {name}", () => ecs.CreateServiceAsync(request, cancellation), cancellation).ConfigureAwait(false);
            return Written(answer.Service, taskDefinition, 1);
        }
        catch (RefusedPortException e) when (e.Message.Contains("not idempotent", StringComparison.OrdinalIgnoreCase))
        {
            // It is there already: the answer to an earlier call was lost.
            return await UpdateAsync(name, taskDefinition, 1, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask<ServiceWrite> StopAsync(int slot, CancellationToken cancellation) => await UpdateAsync(SlotName(slot), null, 0, cancellation).ConfigureAwait(false);

    public async ValueTask<ServiceWrite> StartAsync(int slot, string? taskDefinition, CancellationToken cancellation) =>
        await UpdateAsync(SlotName(slot), taskDefinition, 1, cancellation).ConfigureAwait(false);

    private string SlotName(int slot) => (_goal ?? throw new InvalidOperationException("read before writing: the slots' names come with the goal")).Slots[slot].Name;

    private async Task<ServiceWrite> UpdateAsync(string name, string? taskDefinition, int desired, CancellationToken cancellation)
    {
        var request = new UpdateServiceRequest { Cluster = cluster, Service = name, TaskDefinition = taskDefinition, DesiredCount = desired, DeploymentConfiguration = Configuration(), AvailabilityZoneRebalancing = AvailabilityZoneRebalancing.DISABLED };
        // ECS starts nothing for a deployment that its circuit breaker has ended, whatever the desired count: a start then needs a new one.
        if (desired > 0 && _failed.Contains(name)) request.ForceNewDeployment = true;
        var answer = await AwsFailures.Sorted($"ecs:UpdateService {name}", () => ecs.UpdateServiceAsync(request, cancellation), cancellation).ConfigureAwait(false);
        return Written(answer.Service, taskDefinition, desired);
    }

    private ServiceWrite Written(Service? service, string? taskDefinition, int desired) =>
        new(service?.TaskDefinition ?? taskDefinition, service?.DesiredCount ?? desired, service?.Deployments?.Find(deployment => deployment.Status == "PRIMARY")?.Id, clock.Now);

    /// <summary>Stop first, then start; who decides about going back is the roll, which knows of shards.</summary>
    private static DeploymentConfiguration Configuration() => new()
    {
        MinimumHealthyPercent = 0,
        MaximumPercent = 100,
        DeploymentCircuitBreaker = new DeploymentCircuitBreaker { Enable = true, Rollback = false },
    };

    private async Task<Dictionary<string, Service>> ReadServicesAsync(Goal goal, CancellationToken cancellation)
    {
        var found = new Dictionary<string, Service>(StringComparer.Ordinal);
        foreach (var names in goal.Slots.Select(slot => slot.Name).Chunk(MaxServicesPerCall))
        {
            var answer = await AwsFailures.Sorted("ecs:DescribeServices", () => ecs.DescribeServicesAsync(new DescribeServicesRequest { Cluster = cluster, Services = [.. names] }, cancellation), cancellation).ConfigureAwait(false);
            foreach (var service in answer.Services ?? []) found[service.ServiceName] = service;
        }
        return found;
    }

    private async Task<List<EcsTask>> ReadTasksAsync(CancellationToken cancellation)
    {
        var arns = new List<string>();
        // STOPPED as desired status also gives the tasks that are on their way there.
        foreach (var status in new[] { DesiredStatus.RUNNING, DesiredStatus.STOPPED })
        {
            string? next = null;
            do
            {
                var request = new ListTasksRequest { Cluster = cluster, DesiredStatus = status, NextToken = next };
                var answer = await AwsFailures.Sorted("ecs:ListTasks", () => ecs.ListTasksAsync(request, cancellation), cancellation).ConfigureAwait(false);
                arns.AddRange(answer.TaskArns ?? []);
                next = answer.NextToken;
            }
            while (next is { Length: > 0 });
        }
        var tasks = new List<EcsTask>(arns.Count);
        foreach (var some in arns.Distinct(StringComparer.Ordinal).Chunk(MaxTasksPerCall))
        {
            var answer = await AwsFailures.Sorted("ecs:DescribeTasks", () => ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = cluster, Tasks = [.. some] }, cancellation), cancellation).ConfigureAwait(false);
            tasks.AddRange(answer.Tasks ?? []);
        }
        return tasks;
    }

    private async System.Threading.Tasks.Task ReadInstancesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        if (now - _instancesAt < InstancesLife) return;
        var arns = new List<string>();
        string? next = null;
        do
        {
            var request = new ListContainerInstancesRequest { Cluster = cluster, NextToken = next };
            var answer = await AwsFailures.Sorted("ecs:ListContainerInstances", () => ecs.ListContainerInstancesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            arns.AddRange(answer.ContainerInstanceArns ?? []);
            next = answer.NextToken;
        }
        while (next is { Length: > 0 });
        var ready = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var some in arns.Chunk(MaxTasksPerCall))
        {
            var request = new DescribeContainerInstancesRequest { Cluster = cluster, ContainerInstances = [.. some] };
            var answer = await AwsFailures.Sorted("ecs:DescribeContainerInstances", () => ecs.DescribeContainerInstancesAsync(request, cancellation), cancellation).ConfigureAwait(false);
            foreach (var instance in answer.ContainerInstances ?? [])
            {
                if (instance.Status != "ACTIVE" || instance.AgentConnected != true) continue;
                if (instance.Attributes?.Find(attribute => attribute.Name == "quorum.slot")?.Value is not { } slot) continue;
                if (!ready.TryAdd(slot, instance.Ec2InstanceId)) ready[slot] = null;
            }
        }
        (_readySlots, _instancesAt) = (ready, now);
    }

    private async Task<ElasticsearchVersion> VersionAsync(string definition, CancellationToken cancellation)
    {
        if (_versions.TryGetValue(definition, out var known)) return known;
        var answer = await AwsFailures.Sorted("ecs:DescribeTaskDefinition", () => ecs.DescribeTaskDefinitionAsync(new DescribeTaskDefinitionRequest { TaskDefinition = definition }, cancellation), cancellation).ConfigureAwait(false);
        var labels = answer.TaskDefinition?.ContainerDefinitions?.Find(container => container.Name == TaskDefinitionSpec.ContainerName)?.DockerLabels;
        return _versions[definition] = ElasticsearchVersion.Parse(labels?.GetValueOrDefault(TaskDefinitionSpec.VersionLabel));
    }
}
