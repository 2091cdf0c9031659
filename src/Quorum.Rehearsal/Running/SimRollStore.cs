using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>The parameter store behind the roll's port, with the real adapter's rules about the lock.</summary>
internal sealed class SimRollStore(SimWorld world, SimRunner runner) : IRollStore
{
    private StoreState State => world.Store;

    public ValueTask<LockAnswer> AcquireAsync(LockOwner owner, DateTimeOffset now, TimeSpan expiry, CancellationToken cancellation) => runner.CallAsync(CallKind.AwsWrite, "take the lock", () =>
    {
        if (State.Owner is null || now - State.Heartbeat > expiry) (State.Owner, State.Heartbeat) = (owner, now);
        return Answer(owner);
    });

    public ValueTask<LockAnswer> HeartbeatAsync(LockOwner owner, DateTimeOffset now, CancellationToken cancellation) => runner.CallAsync(CallKind.AwsWrite, "", () =>
    {
        if (State.Owner == owner) State.Heartbeat = now;
        return Answer(owner);
    });

    public async ValueTask ReleaseAsync(LockOwner owner, CancellationToken cancellation) => await runner.CallAsync(CallKind.AwsWrite, "free the lock", () =>
    {
        if (State.Owner == owner) State.Owner = null;
        return true;
    }).ConfigureAwait(false);

    public ValueTask<RollRecord?> ReadRecordAsync(Goal goal, CancellationToken cancellation) => runner.CallAsync(CallKind.Aws, "", () => State.Record);

    public async ValueTask WriteRecordAsync(Goal goal, RollRecord record, CancellationToken cancellation) =>
        await runner.CallAsync(CallKind.AwsWrite, world.Trace is null ? "" : $"write the record: {record.Direction}, {record.End}, set {goal.Names(record.OpenSet)}, done {record.SetsDone}", () =>
        {
            State.Record = record;
            return true;
        }).ConfigureAwait(false);

    public ValueTask<string?> ReadBootstrappedAsync(CancellationToken cancellation) => runner.CallAsync(CallKind.Aws, "", () => State.Bootstrapped);

    public async ValueTask WriteBootstrappedAsync(string clusterUuid, CancellationToken cancellation) => await runner.CallAsync(CallKind.AwsWrite, "bootstrapped", () =>
    {
        State.Bootstrapped = clusterUuid;
        return true;
    }).ConfigureAwait(false);

    private LockAnswer Answer(LockOwner owner) => new(State.Owner == owner, State.Owner?.Name ?? "nobody", State.Heartbeat);
}
