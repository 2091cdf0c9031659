using Quorum.Models.Ecs;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Running;

/// <summary>The ECS model behind the roll's port, read as the real adapter reads ECS.</summary>
internal sealed class SimEcs(SimWorld world, SimRunner runner) : IEcsPort
{
    /// <summary>What was read goes on being true until something changes; only how long ends of tasks are told changes by itself.</summary>
    private static readonly TimeSpan SeenLife = TimeSpan.FromSeconds(60);

    private readonly SlotViews _views = new(world);
    private Func<EcsSnapshot>? _read;
    private EcsSnapshot? _seen;
    private (long Revision, TimeSpan At) _seenAt;

    public ValueTask<EcsSnapshot> ReadAsync(Goal goal, CancellationToken cancellation) => runner.CallAsync(CallKind.Aws, "", _read ??= Read);

    public ValueTask<ServiceWrite> CreateAsync(int slot, string taskDefinition, CancellationToken cancellation) => runner.CallAsync(CallKind.AwsWrite, $"CreateService {Name(slot)} {Short(taskDefinition)}", () =>
    {
        if (world.Service(slot) is null) return Written(world.Ecs.CreateService(world.Cluster, world.ServiceSpec(slot, taskDefinition)));
        return Update(slot, new EcsServiceUpdate { DesiredCount = 1, TaskDefinition = taskDefinition });
    });

    public ValueTask<ServiceWrite> StopAsync(int slot, CancellationToken cancellation) => runner.CallAsync(CallKind.AwsWrite, $"UpdateService {Name(slot)} desired 0", () =>
    {
        world.Checks.Stopping(slot, runner);
        return Update(slot, new EcsServiceUpdate { DesiredCount = 0, Configuration = SimWorld.StopFirst });
    });

    public ValueTask<ServiceWrite> StartAsync(int slot, string? taskDefinition, CancellationToken cancellation) => runner.CallAsync(CallKind.AwsWrite, $"UpdateService {Name(slot)} desired 1 {Short(taskDefinition)}", () =>
    {
        world.Checks.Starting(slot, taskDefinition);
        var givenUp = world.Service(slot) is { Primary.RolloutState: EcsRolloutState.Failed };
        return Update(slot, new EcsServiceUpdate { DesiredCount = 1, TaskDefinition = taskDefinition, Configuration = SimWorld.StopFirst, ForceNewDeployment = givenUp });
    });

    private EcsSnapshot Read()
    {
        var at = runner.Now;
        if (world.Trouble.StaleEcs(at) is { } stale) return stale;
        if (_seen is { } seen && _seenAt.Revision == world.EcsRevision && world.Queue.Now - _seenAt.At < SeenLife) return seen with { At = at };
        _seenAt = (world.EcsRevision, world.Queue.Now);
        return _seen = _views.Snapshot(at);
    }

    private ServiceWrite Update(int slot, EcsServiceUpdate update)
    {
        try
        {
            return Written(world.Ecs.UpdateService(world.Cluster, Name(slot), update));
        }
        catch (EcsException e)
        {
            throw new RefusedPortException($"{Name(slot)}: {e.Code}: {e.Message}", e);
        }
    }

    private ServiceWrite Written(EcsService service) => new(service.Primary.Definition.Arn, service.DesiredCount, service.Primary.Id, runner.Now);

    private string Name(int slot) => world.Scenario.Slots[slot].Name;

    private string Short(string? definition) => world.Trace is null || definition is null ? "" : definition[(definition.LastIndexOf('/') + 1)..];
}
