namespace Quorum.Rollout;

/// <summary>
/// ECS as the driver sees it. Calls may complete synchronously. They throw <see cref="TransientPortException"/> when repeating may
/// help (throttling, 5xx, a lost answer: the effect may have happened) and <see cref="RefusedPortException"/> when it will not.
/// </summary>
public interface IEcsPort
{
    ValueTask<EcsSnapshot> ReadAsync(Goal goal, CancellationToken cancellation);

    /// <summary>Creates the slot's service with desired count 1; an existing one is taken as created.</summary>
    ValueTask<ServiceWrite> CreateAsync(int slot, string taskDefinition, CancellationToken cancellation);

    /// <summary>Desired count 0, task definition kept.</summary>
    ValueTask<ServiceWrite> StopAsync(int slot, CancellationToken cancellation);

    /// <summary>Desired count 1 with this task definition; null: with the one it has.</summary>
    ValueTask<ServiceWrite> StartAsync(int slot, string? taskDefinition, CancellationToken cancellation);
}

/// <summary>Elasticsearch as the driver sees it; same exceptions as <see cref="IEcsPort"/>, but <see cref="ReadAsync"/> never throws them.</summary>
public interface IElasticsearchPort
{
    /// <param name="ecs">For the nodes' present addresses.</param>
    /// <returns>A snapshot with <see cref="ClusterSnapshot.Unread"/> set when it cannot be read.</returns>
    ValueTask<ClusterSnapshot> ReadAsync(Goal goal, EcsSnapshot ecs, CancellationToken cancellation);

    ValueTask PutRestartRecordAsync(string nodeId, string reason, TimeSpan allocationDelay, CancellationToken cancellation);

    /// <summary>Deleting one that is not there is success.</summary>
    ValueTask DeleteShutdownRecordAsync(string nodeId, CancellationToken cancellation);

    /// <summary><c>cluster.routing.allocation.enable</c>: primaries, or back to its default.</summary>
    ValueTask SetAllocationPrimariesAsync(bool primaries, CancellationToken cancellation);

    ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Excludes one node by name from voting; the elected master abdicates by it.</summary>
    ValueTask ExcludeVoterAsync(string nodeName, CancellationToken cancellation);

    ValueTask ClearExclusionsAsync(CancellationToken cancellation);
}

/// <summary>Where a roll keeps its lock, its record and the bootstrapped flag; same exceptions as <see cref="IEcsPort"/>.</summary>
public interface IRollStore
{
    /// <summary>Takes the lock when it is free, expired, or already this owner's.</summary>
    ValueTask<LockAnswer> AcquireAsync(LockOwner owner, DateTimeOffset now, TimeSpan expiry, CancellationToken cancellation);

    /// <summary>Renews the lock.</summary>
    /// <returns>Who holds it now; the roll goes on only when that is <paramref name="owner"/>.</returns>
    ValueTask<LockAnswer> HeartbeatAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Frees the lock if it is this owner's.</summary>
    ValueTask ReleaseAsync(LockOwner owner, CancellationToken cancellation);

    /// <summary>The last roll's record; null before the first.</summary>
    ValueTask<RollRecord?> ReadRecordAsync(Goal goal, CancellationToken cancellation);

    ValueTask WriteRecordAsync(Goal goal, RollRecord record, CancellationToken cancellation);

    /// <summary>The cluster's uuid when it once formed; null before.</summary>
    ValueTask<string?> ReadBootstrappedAsync(CancellationToken cancellation);

    ValueTask WriteBootstrappedAsync(string clusterUuid, CancellationToken cancellation);
}

/// <param name="Name">Who, for people: user, host, process or run, e.g. <c>ci@runner-7 run 4711</c>.</param>
/// <param name="Token">Unique per run of the pipeline.</param>
public sealed record LockOwner(string Name, string Token);

/// <param name="Held">True: the asking owner holds it.</param>
/// <param name="Holder">Who holds it, for people.</param>
/// <param name="Heartbeat">Its last heartbeat.</param>
public sealed record LockAnswer(bool Held, string Holder, DateTimeOffset Heartbeat);

/// <summary>A call failed in a way that repeating may cure; its effect may have happened.</summary>
public sealed class TransientPortException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A call was refused and will be again: rights, quota, a parameter, an unknown operation.</summary>
public sealed class RefusedPortException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What happens, as it happens. Called synchronously; text is only made when the receiver asks the decision for it.</summary>
public interface IRollEvents
{
    /// <summary>A decision that differs from the one before.</summary>
    void Decided(Observation observation, Goal goal, Policy policy, in Decision decision);

    /// <summary>An action was carried out.</summary>
    void Acted(Observation observation, Goal goal, in Decision decision, TimeSpan took);

    /// <summary>A call failed and is going to be repeated.</summary>
    void Troubled(DateTimeOffset at, string what);
}

/// <summary>Listens to nothing.</summary>
public sealed class NoEvents : IRollEvents
{
    public static readonly NoEvents Instance = new();

    public void Decided(Observation observation, Goal goal, Policy policy, in Decision decision) { }

    public void Acted(Observation observation, Goal goal, in Decision decision, TimeSpan took) { }

    public void Troubled(DateTimeOffset at, string what) { }
}
