using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>The slots' instances behind the roll's port.</summary>
internal sealed class SimInstances(SimWorld world, SimRunner runner) : IInstancePort
{
    public ValueTask<InstanceSnapshot> ReadAsync(Goal goal, CancellationToken cancellation) => runner.CallAsync(CallKind.Aws, "", () => world.Machines.Read(runner.Now));

    public async ValueTask TerminateAsync(string instanceId, CancellationToken cancellation) => await runner.CallAsync(CallKind.AwsWrite, $"TerminateInstances {instanceId}", () =>
    {
        world.Machines.Terminate(instanceId, runner);
        return true;
    }).ConfigureAwait(false);
}
