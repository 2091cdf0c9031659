using System.Collections.Immutable;
using Quorum.Rollout;

namespace Quorum.Tests.Rollout;

/// <summary>Goals, observations and policies for tests.</summary>
internal static class Make
{
    public static readonly Policy Quick = Policy.Default with { CanarySoak = TimeSpan.FromSeconds(30) };

    public static string Digest(int revision) => $"sha256:{revision:x64}";

    /// <summary>Slots <c>es-a1</c>…; the first of each zone is master-eligible (and data), all others are data.</summary>
    public static Goal Goal(int zones, int perZone, int revision = 2, string version = "8.17.2", Func<string, SlotRoles>? roles = null) =>
        new("q", from zone in Enumerable.Range(0, zones)
                 from number in Enumerable.Range(1, perZone)
                 let name = $"es-{(char)('a' + zone)}{number}"
                 select new RollSlot(name, $"us-east-1{(char)('a' + zone)}", roles?.Invoke(name) ?? (number == 1 ? SlotRoles.All : SlotRoles.Data | SlotRoles.Content), FakeWorld.Arn(name, revision), "", ElasticsearchVersion.Parse(version)));

    /// <summary>All slots run revision 1 in a green cluster; nothing is begun.</summary>
    public static Observation Calm(Goal goal, string version = "8.17.2", Func<ClusterSnapshot, ClusterSnapshot>? cluster = null, Func<EcsSnapshot, EcsSnapshot>? ecs = null, Func<RollRecord, RollRecord>? record = null, Func<RollMemory, RollMemory>? memory = null)
    {
        var now = FakeWorld.Epoch;
        var world = FakeWorld.Running(goal, 1, version);
        var seenEcs = ((IEcsPort)world).ReadAsync(goal, default).GetAwaiter().GetResult();
        var seenCluster = ((IElasticsearchPort)world).ReadAsync(goal, seenEcs, default).GetAwaiter().GetResult();
        var begun = RollRecords.For(null, goal, seenEcs, seenCluster, now, 0.5);
        return new Observation(now, ecs?.Invoke(seenEcs) ?? seenEcs, cluster?.Invoke(seenCluster) ?? seenCluster, record?.Invoke(begun) ?? begun, "uuid-1",
            memory?.Invoke(new RollMemory { StartedAt = now, LastActionAt = now }) ?? new RollMemory { StartedAt = now, LastActionAt = now });
    }

    /// <summary>All slots keep their revision and get an instance of the second version of their launch template.</summary>
    public static Goal Refresh(int zones, int perZone, long version = 2)
    {
        var goal = Goal(zones, perZone);
        return new(goal.ClusterName, goal.Slots.Select(slot => slot with { Target = null, Launch = new LaunchVersion("lt", version) }));
    }

    /// <summary>As <see cref="Calm"/>, with the slots' instances as they are at first, all of them behind.</summary>
    public static Observation Behind(Goal goal, Func<Observation, Observation>? change = null)
    {
        var calm = Calm(goal);
        var seen = calm with
        {
            Ecs = calm.Ecs with { Slots = [.. calm.Ecs.Slots.Select((service, slot) => service with { ReadyInstance = $"{goal.Slots[slot].Name}-0" })] },
            Instances = new InstanceSnapshot(calm.At, [.. goal.Slots.Select(slot => ImmutableArray.Create(new InstanceView($"{slot.Name}-0", new LaunchVersion("lt", 1))))]),
        };
        return change?.Invoke(seen) ?? seen;
    }

    public static ImmutableArray<ShardView> Shards(params ShardView[] shards) => [.. shards];

    /// <summary>A shard with started copies on these slots, the first being the primary.</summary>
    public static ShardView Shard(string index, int number, params int[] slots) =>
        new(index, number, [.. slots.Select((slot, order) => new CopyView(slot, order == 0, CopyState.Started, true))]);

    public static EcsSnapshot With(this EcsSnapshot ecs, int slot, Func<SlotService, SlotService> change) => ecs with { Slots = ecs.Slots.SetItem(slot, change(ecs.Slots[slot])) };
}
