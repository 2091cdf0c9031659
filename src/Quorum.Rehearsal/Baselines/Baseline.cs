using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.Running;
using Quorum.Rehearsal.Scenarios;
using Quorum.Rehearsal.World;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Baselines;

/// <summary>Ways to roll the same cluster.</summary>
public enum RollMethod
{
    /// <summary>This pipeline.</summary>
    Quorum,

    /// <summary>One node at a time, data before masters, in name order, green and a restart record each time, the master not treated specially: what operators for Kubernetes do.</summary>
    OneAtATime,

    /// <summary>One node at a time in name order, going on when the health is not red.</summary>
    HealthOnly,

    /// <summary>One ECS service over all nodes with 66/100 percent: a third at once, going on when containers are healthy.</summary>
    PlainEcs,
}

/// <summary>What the slots of a compared cluster are like. The same for every method.</summary>
/// <param name="Dedicated">Three slots are masters and nothing else.</param>
/// <param name="CopiesPerSlot">Shard copies on each slot that holds data; one replica.</param>
/// <param name="StartupSeconds">Mean time from a process's start to its open transport; 0: as measured with an empty data path.</param>
/// <param name="RecoverySeconds">Mean time of one copy's recovery beside what was written meanwhile, two at once on each slot; 0: as measured with small shards.</param>
public sealed record BaselineLoad(string Name, bool Dedicated, int CopiesPerSlot, long BytesPerShard, double StartupSeconds, double RecoverySeconds)
{
    /// <summary>Hardly any data: a restart takes half a minute, and what a method waits for besides shows.</summary>
    public static readonly BaselineLoad Light = new("light", false, 2, 256L << 20, 0, 0);

    /// <summary>
    /// 800 GiB in 80 copies on each slot, three dedicated masters: a node starts in half a minute, and its copies need some eight minutes to be back.
    /// An assumption about a common size, not a measurement: it is the recovery's length that matters, not what it is made of.
    /// </summary>
    public static readonly BaselineLoad Loaded = new("loaded", true, 80, 10L << 30, 30, 12);
}

/// <param name="Soak">Of the time: nothing but the canary's soak was waited for.</param>
/// <param name="Steps">Times at which the method waited for a set to come back.</param>
/// <param name="Took">Virtual time until everything runs the new revision and the cluster is green.</param>
/// <param name="RedMoments">Times a shard lost its last started copy.</param>
/// <param name="Refused">Writes of the client that were not acknowledged.</param>
/// <param name="Lost">Copies that miss an acknowledged write at the end.</param>
public sealed record BaselineResult(RollMethod Method, BaselineLoad Load, int Slots, int Steps, TimeSpan Took, TimeSpan Soak, int Elections, int RedMoments, int Writes, int Refused, int Lost);

/// <summary>Rolls undisturbed clusters by other methods, so that the comparison comes from one simulator.</summary>
public static class Baseline
{
    private const double WriteEverySeconds = 0.5;
    private const double DiskShare = 0.64;
    private const long FastRecovery = 250L << 20;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5), Limit = TimeSpan.FromHours(48), RestartDelay = TimeSpan.FromMinutes(5);

    /// <param name="slots">A multiple of 3.</param>
    public static BaselineResult Run(RollMethod method, int slots, BaselineLoad? load = null, ulong seed = 1)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Play(method, slots, load ?? BaselineLoad.Light, seed);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static Scenario Scene(int slots, BaselineLoad load, ulong seed)
    {
        // Three slots in all cannot be dedicated masters.
        var plan = ScenarioGenerator.Slots(slots / 3, dedicated: load.Dedicated && slots > 3);
        var data = plan.Count(slot => (slot.Roles & SlotRoles.AnyData) != 0);
        return new Scenario
        {
            Seed = seed,
            Slots = plan,
            Indices = [new IndexPlan("logs", data * load.CopiesPerSlot / 2, 1, load.BytesPerShard, "data_content")],
            VolumeBytes = (long)Math.Max(Volume.DefaultBytes, load.CopiesPerSlot * load.BytesPerShard / DiskShare),
            RecoveryBytesPerSecond = load == BaselineLoad.Light ? 40L << 20 : FastRecovery,
            StartupSeconds = load.StartupSeconds,
            RecoverySeconds = load.RecoverySeconds,
            AtRest = true,
            WriteEverySeconds = WriteEverySeconds,
        };
    }

    private static BaselineResult Play(RollMethod method, int slots, BaselineLoad load, ulong seed)
    {
        var world = new SimWorld(Scene(slots, load, seed));
        var soak = new SoakWatch();
        world.Trouble.Schedule();
        Rehearse.Writing(world);
        var steps = 0;
        var runner = new SimRunner(world, 1);
        Task rolling = method == RollMethod.Quorum ? OursAsync(world, soak) : OthersAsync(world, runner, method, () => steps++);
        var limit = world.Begun + Limit;
        while (!(rolling.IsCompleted && world.Search.Health() is { Status: HealthStatus.Green, Initializing: 0 }))
        {
            if (world.Queue.Now > limit || !world.Queue.Step()) throw new InvalidOperationException($"{method} with {slots} slots does not come to an end: {world.Search.Health()}", rolling.Exception);
            world.Checks.AfterEvent();
        }
        if (method == RollMethod.Quorum) steps = world.Store.Record!.SetsDone;
        return new BaselineResult(method, load, slots, steps, world.Queue.Now - world.Begun, soak.Soaked, world.Checks.Elections, world.Checks.RedMoments, world.Checks.Writes, world.Checks.Writes - world.Checks.Acknowledged, world.Checks.LostCopies());
    }

    private static async Task OursAsync(SimWorld world, SoakWatch soak)
    {
        var people = new Operator(world, soak);
        world.Operator = people;
        people.Start();
        var runner = new SimRunner(world, 0);
        while (people.End is null) await runner.Delay(TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
        if (people.End != RehearsalEnd.Completed || world.Checks.Violations.Count > 0) throw new InvalidOperationException($"the roll ended as {people.End}");
    }

    private static async Task OthersAsync(SimWorld world, SimRunner runner, RollMethod method, Action step)
    {
        var all = Enumerable.Range(0, world.Scenario.Slots.Length);
        var order = method == RollMethod.OneAtATime ? [.. all.OrderBy(slot => (world.Scenario.Slots[slot].Roles & SlotRoles.Master) != 0)] : all.ToList();
        // ECS knows neither zones nor shards when it chooses which tasks to stop.
        var chance = world.Random.Fork("plain ECS");
        if (method == RollMethod.PlainEcs) order = [.. order.OrderBy(_ => chance.NextUInt64())];
        // 66 % must stay healthy, rounded up.
        var atOnce = method == RollMethod.PlainEcs ? Math.Max(1, order.Count - (int)Math.Ceiling(order.Count * 0.66)) : 1;
        var down = new List<int>();
        var next = 0;
        while (next < order.Count || down.Count > 0)
        {
            down.RemoveAll(slot => IsBack(world, slot, method));
            if (next < order.Count && down.Count < atOnce && MayGoOn(world, method))
            {
                step();
                while (next < order.Count && down.Count < atOnce)
                {
                    var slot = order[next++];
                    await RestartAsync(world, runner, slot, method).ConfigureAwait(false);
                    down.Add(slot);
                }
            }
            await runner.Delay(Poll, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static bool MayGoOn(SimWorld world, RollMethod method) => method switch
    {
        RollMethod.OneAtATime => world.Search.Health() is { Status: HealthStatus.Green, Initializing: 0, Relocating: 0 },
        RollMethod.HealthOnly => world.Search.Health().Status != HealthStatus.Red,
        _ => true,
    };

    private static bool IsBack(SimWorld world, int slot, RollMethod method)
    {
        if (world.Service(slot) is not { DesiredCount: 1 } service || service.Primary.Definition.Revision != SimWorld.NewRevision) return false;
        if (!service.Tasks.Any(task => task is { Health: EcsHealth.Healthy, Live: true } && task.Definition.Revision == SimWorld.NewRevision)) return false;
        if (method == RollMethod.PlainEcs) return true;
        if (world.Nodes.Current[slot] is not { Joined: true } node) return false;
        if (method == RollMethod.OneAtATime && world.Search.Cluster is { Master: { } master }) world.Search.DeleteShutdown(master, node.Id);
        return true;
    }

    private static async Task RestartAsync(SimWorld world, SimRunner runner, int slot, RollMethod method)
    {
        if (method == RollMethod.OneAtATime && world.Search.Cluster is { Master: { } master } && world.Nodes.Current[slot] is { } node) world.Search.PutShutdown(master, node.Id, ShutdownType.Restart, "roll", RestartDelay);
        var name = world.Scenario.Slots[slot].Name;
        world.Ecs.UpdateService(world.Cluster, name, new EcsServiceUpdate { DesiredCount = 0, Configuration = SimWorld.StopFirst });
        while (method != RollMethod.PlainEcs && world.Service(slot)!.Tasks.Count > 0) await runner.Delay(Poll, CancellationToken.None).ConfigureAwait(false);
        world.Ecs.UpdateService(world.Cluster, name, new EcsServiceUpdate { DesiredCount = 1, TaskDefinition = world.Definition(slot, SimWorld.NewRevision) });
    }
}
