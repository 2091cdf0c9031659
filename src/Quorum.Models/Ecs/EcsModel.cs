using Quorum.Models.Kernel;

namespace Quorum.Models.Ecs;

/// <summary>
/// ECS on EC2 capacity in virtual time: clusters, container instances, task definitions, services with their deployments, placement, tasks.
/// Synchronous and single-threaded; every consequence is an action in the event queue, so two runs with equal inputs are equal.
/// The runtime's answers come in through <see cref="ITaskEvents"/>.
/// </summary>
public sealed partial class EcsModel : ITaskEvents
{
    private const int HexDigits = 16;
    private readonly EventQueue _queue;
    private readonly SeededRandom _random;
    private readonly EcsTimings _timings;
    private readonly EcsOptions _options;
    private readonly List<EcsCluster> _clusters = [];
    private readonly Dictionary<string, EcsTask> _tasks = new(StringComparer.Ordinal);

    public EcsModel(EventQueue queue, SeededRandom random, EcsTimings timings, EcsOptions options, ITaskRuntime runtime, ITaskPreparation? preparation = null)
    {
        _queue = queue;
        _random = random.Fork("ecs");
        _timings = timings;
        _options = options;
        Region = options.Region;
        Runtime = runtime;
        Preparation = preparation ?? NoPreparation.Instance;
    }

    /// <summary>Region in all ARNs made from now on.</summary>
    public string Region { get; set; }

    /// <summary>What runs the tasks; may be replaced before the first task starts.</summary>
    public ITaskRuntime Runtime { get; set; }

    public ITaskPreparation Preparation { get; set; }

    /// <summary>Called for everything of <see cref="EcsState"/> that was made, changed or removed, with its ARN.</summary>
    public Action<EcsKind, string>? Changed { get; set; }

    /// <summary>Called once for each task that reached STOPPED, e.g. by a rehearsal's checks.</summary>
    public Action<EcsTask>? TaskStopped { get; set; }

    public DateTimeOffset Now => _options.Epoch + _queue.Now;

    public IReadOnlyList<EcsCluster> Clusters => _clusters;

    private string ArnPrefix => $"arn:aws:ecs:{Region}:{_options.Account}:";

    // ---- clusters -------------------------------------------------------------------------------------------------------------

    /// <summary>Creates a cluster, or returns the one with that name: CreateCluster is idempotent.</summary>
    public EcsCluster CreateCluster(string name)
    {
        if (FindCluster(name) is { Active: true } existing) return existing;
        if (FindCluster(name) is { } deleted) RemoveCluster(deleted);
        var cluster = new EcsCluster($"{ArnPrefix}cluster/{name}", name, Now);
        _clusters.Add(cluster);
        Touch(cluster);
        return cluster;
    }

    /// <summary>By name or ARN; null is the cluster named <c>default</c>. Deleted ones are found too.</summary>
    public EcsCluster? FindCluster(string? nameOrArn)
    {
        var name = LastSegment(nameOrArn is null or "" ? "default" : nameOrArn);
        foreach (var cluster in _clusters) if (cluster.Name == name) return cluster;
        return null;
    }

    /// <exception cref="EcsException">ClusterNotFoundException.</exception>
    public EcsCluster Cluster(string? nameOrArn) => FindCluster(nameOrArn) is { Active: true } cluster ? cluster : throw EcsException.ClusterNotFound();

    public EcsCluster DeleteCluster(string? nameOrArn)
    {
        var cluster = Cluster(nameOrArn);
        if (cluster.ActiveServices > 0) throw new EcsException("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
        foreach (var instance in cluster.InstanceList)
        {
            if (instance.Status != EcsInstanceStatus.Inactive)
            {
                throw new EcsException("ClusterContainsContainerInstancesException", "The Cluster cannot be deleted while Container Instances are active or draining.");
            }
        }
        foreach (var task in cluster.TaskMap.Values)
        {
            if (task.LastStatus != EcsTaskStatus.Stopped) throw new EcsException("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.");
        }
        cluster.Active = false;
        Touch(cluster);
        return cluster;
    }

    private void RemoveCluster(EcsCluster cluster)
    {
        _clusters.Remove(cluster);
        foreach (var instance in cluster.InstanceList) Touch(instance);
        foreach (var service in cluster.ServiceList) Touch(service);
        foreach (var task in cluster.TaskMap.Values) Touch(task);
    }

    // ---- container instances --------------------------------------------------------------------------------------------------

    /// <summary>An agent registers. An instance that is already here by its EC2 id keeps its ARN and its registration's attributes.</summary>
    public EcsInstance RegisterInstance(EcsCluster cluster, EcsInstanceSpec spec)
    {
        foreach (var existing in cluster.InstanceList)
        {
            if (existing.Spec.Ec2InstanceId != spec.Ec2InstanceId || existing.Terminated || existing.Status == EcsInstanceStatus.Inactive) continue;
            SetAgentConnected(existing, true);
            return existing;
        }
        var instance = new EcsInstance(cluster, $"{ArnPrefix}container-instance/{cluster.Name}/{NewId()}", spec, Now);
        cluster.InstanceList.Add(instance);
        KickAll(cluster);
        Touch(instance);
        return instance;
    }

    /// <summary>By ARN, id or EC2 instance id.</summary>
    public static EcsInstance? FindInstance(EcsCluster cluster, string arnOrId)
    {
        var id = LastSegment(arnOrId);
        foreach (var instance in cluster.InstanceList)
        {
            if (instance.Arn == arnOrId || instance.Spec.Ec2InstanceId == id || instance.Arn.EndsWith("/" + id, StringComparison.Ordinal)) return instance;
        }
        return null;
    }

    /// <summary>ACTIVE ↔ DRAINING. Draining replaces service tasks within the minimum healthy percent and places none.</summary>
    public void SetInstanceStatus(EcsInstance instance, EcsInstanceStatus status)
    {
        if (status == EcsInstanceStatus.Inactive || instance.Status == EcsInstanceStatus.Inactive) throw EcsException.Invalid("Container instance status should be one of [ACTIVE, DRAINING].");
        instance.Status = status;
        instance.Version++;
        KickAll(instance.Cluster);
        Touch(instance);
    }

    public void PutAttribute(EcsInstance instance, string name, string? value)
    {
        instance.Attributes[name] = value ?? "";
        instance.Version++;
        KickAll(instance.Cluster);
        Touch(instance);
    }

    public void DeleteAttribute(EcsInstance instance, string name)
    {
        instance.Attributes.Remove(name);
        instance.Version++;
        Touch(instance);
    }

    /// <summary>The agent loses or regains the control plane; its containers go on. Stops asked for meanwhile happen on reconnection.</summary>
    public void SetAgentConnected(EcsInstance instance, bool connected)
    {
        if (instance.Terminated || instance.AgentConnected == connected || instance.Status == EcsInstanceStatus.Inactive) return;
        instance.AgentConnected = connected;
        instance.Version++;
        if (connected)
        {
            foreach (var task in instance.TaskList.ToArray())
            {
                if (task.DesiredStatus == EcsTaskStatus.Stopped) BeginStop(task);
                else if (task is { LastStatus: EcsTaskStatus.Pending, HoldsHost: false }) Accept(task);
            }
            KickAll(instance.Cluster);
        }
        Touch(instance);
    }

    /// <summary>The machine is gone at once: containers die now, ECS notices after <see cref="EcsTimings.InstanceLossNoticed"/>.</summary>
    public void TerminateInstance(EcsInstance instance)
    {
        if (instance.Status == EcsInstanceStatus.Inactive) return;
        instance.AgentConnected = false;
        instance.Terminated = true;
        instance.Version++;
        foreach (var task in instance.TaskList.ToArray())
        {
            task.Pending?.Dispose();
            if (!task.InRuntime) continue;
            task.InRuntime = false;
            Runtime.Kill(task.Arn);
        }
        After(_timings.InstanceLossNoticed, () =>
        {
            if (instance.Status != EcsInstanceStatus.Inactive) RemoveInstance(instance, $"Host EC2 (instance {instance.Spec.Ec2InstanceId}) terminated.");
        });
        Touch(instance);
    }

    /// <summary>DeregisterContainerInstance. Without force it must be empty.</summary>
    public void DeregisterInstance(EcsInstance instance, bool force)
    {
        if (!force && instance.RunningTasks > 0) throw EcsException.Invalid("Found running tasks on the instance.");
        foreach (var task in instance.TaskList.ToArray())
        {
            if (!task.InRuntime) continue;
            task.InRuntime = false;
            Runtime.Kill(task.Arn);
        }
        RemoveInstance(instance, $"(instance {instance.Spec.Ec2InstanceId}) was deregistered.");
    }

    private void RemoveInstance(EcsInstance instance, string reason)
    {
        instance.Status = EcsInstanceStatus.Inactive;
        foreach (var task in instance.TaskList.ToArray())
        {
            task.DesiredStatus = EcsTaskStatus.Stopped;
            task.StopCode ??= EcsStopCode.TerminationNotice;
            task.StoppedReason ??= reason;
            Finish(task);
        }
        instance.Cluster.InstanceList.Remove(instance);
        KickAll(instance.Cluster);
        Touch(instance);
    }

    // ---- shared ---------------------------------------------------------------------------------------------------------------

    private static string LastSegment(string nameOrArn)
    {
        var slash = nameOrArn.LastIndexOf('/');
        return slash < 0 ? nameOrArn : nameOrArn[(slash + 1)..];
    }

    private IDisposable After(TimeSpan delay, Action action) =>
        _queue.After(_timings.Jitter > 0 ? delay * (1 + _random.NextDouble() * _timings.Jitter) : delay, action);

    private string NewId() => string.Create(2 * HexDigits, _random, static (span, random) =>
    {
        random.NextUInt64().TryFormat(span[..HexDigits], out _, "x16");
        random.NextUInt64().TryFormat(span[HexDigits..], out _, "x16");
    });

    private string NewNumber()
    {
        const ulong digits19 = 1_000_000_000_000_000_000UL;
        return (digits19 + _random.NextUInt64() % (8 * digits19)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Touch(EcsCluster cluster) => Changed?.Invoke(EcsKind.Cluster, cluster.Arn);

    private void Touch(EcsInstance instance) => Changed?.Invoke(EcsKind.Instance, instance.Arn);

    private void Touch(EcsTaskDefinition definition) => Changed?.Invoke(EcsKind.Definition, definition.Arn);

    private void Touch(EcsService service) => Changed?.Invoke(EcsKind.Service, service.Arn);

    /// <summary>With its service, whose deployments and events go with its tasks.</summary>
    private void Touch(EcsTask task)
    {
        Changed?.Invoke(EcsKind.Task, task.Arn);
        if (task.Service is { } service) Touch(service);
    }
}
