using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;
using Quorum.Rehearsal.Scenarios;
using Quorum.Rollout;
using RollVersion = Quorum.Rollout.ElasticsearchVersion;

namespace Quorum.Rehearsal.World;

public sealed partial class SimWorld
{
    private void Form()
    {
        for (var slot = 0; slot < Scenario.Slots.Length; slot++)
        {
            Register(slot);
            Ecs.CreateService(Cluster, ServiceSpec(slot, Definition(slot, OldRevision)));
        }
        Await(() => Search.Cluster is { Master: not null } state && state.Nodes.Count == Scenario.Slots.Length && state.VotingConfiguration.Count >= Math.Min(_seeds.Length, 3));
        _formed = true;
        var state = Search.Cluster!;
        Store.Bootstrapped = state.Uuid;
        var random = Random.Fork("operations");
        foreach (var index in Scenario.Indices)
        {
            var settings = new Dictionary<string, string> { ["routing.allocation.include._tier_preference"] = index.Tier };
            if (index.WaitForActive > 1) settings["write.wait_for_active_shards"] = index.WaitForActive.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Search.CreateIndex(state.Master!, index.Name, index.Shards, index.Replicas, settings, (long)(index.BytesPerShard * (Scenario.AtRest ? 1 : random.NextDouble() * 2)));
        }
        Await(() => Search.Health() is { Status: HealthStatus.Green, Initializing: 0, Relocating: 0 } && AllHealthy());
        if (Scenario.AtRest) Rest();
        Begun = Queue.Now;
        Checks.Begin();
    }

    /// <summary>Green is not the end: shards are moved about for a while to even out the nodes.</summary>
    private void Rest()
    {
        var since = Queue.Now;
        Await(() =>
        {
            if (Search.Health() is not { Status: HealthStatus.Green, Initializing: 0, Relocating: 0 }) since = Queue.Now;
            return Queue.Now - since >= AtRestFor || Queue.NextDue is null;
        });
    }

    private static ElasticsearchOptions SearchOptions(Scenario scenario)
    {
        var options = new ElasticsearchOptions
        {
            KeepDocuments = false,
            RecoveryBytesPerSecond = scenario.RecoveryBytesPerSecond,
            DelayStartsAnewOnMasterChange = scenario.Facts.DelayStartsAnew,
            PromoteNewestVersionFirst = scenario.Facts.NewestIsPromoted,
            FreshMasterRecoversAll = scenario.Facts.FreshMasterRecoversAll,
        };
        if (scenario.StartupSeconds > 0) options = options with { StartupMin = TimeSpan.FromSeconds(0.5 * scenario.StartupSeconds), StartupMax = TimeSpan.FromSeconds(1.5 * scenario.StartupSeconds) };
        return scenario.RecoverySeconds > 0 ? options with { RecoveryBaseMin = TimeSpan.FromSeconds(0.5 * scenario.RecoverySeconds), RecoveryBaseMax = TimeSpan.FromSeconds(1.5 * scenario.RecoverySeconds) } : options;
    }

    internal EcsServiceSpec ServiceSpec(int slot, string definition) => new()
    {
        Name = Scenario.Slots[slot].Name,
        TaskDefinition = definition,
        DesiredCount = 1,
        Configuration = StopFirst,
        Constraints = [new EcsPlacementConstraint("memberOf", $"attribute:{EcsInstance.SlotAttribute} == {Scenario.Slots[slot].Name}")],
    };

    internal static readonly EcsDeploymentConfiguration StopFirst = new(0, 100, CircuitBreaker: true, Rollback: false);

    private bool AllHealthy()
    {
        for (var slot = 0; slot < Scenario.Slots.Length; slot++) if (Service(slot) is not { Primary.RolloutState: EcsRolloutState.Completed }) return false;
        return true;
    }

    private void Await(Func<bool> condition)
    {
        while (!condition())
        {
            if (Queue.Now > FormationLimit || !Queue.Step()) throw new InvalidOperationException($"seed {Scenario.Seed}: the undisturbed cluster did not get green: {Search.Health()}");
        }
    }

    private SimImage[] MakeImages(Scenario scenario)
    {
        var old = Models.Elasticsearch.ElasticsearchVersion.Parse(OldVersion);
        var target = scenario.IsVersionChange ? Models.Elasticsearch.ElasticsearchVersion.Parse(NewVersion) : old;
        var error = scenario.IsBroken ? "unknown setting [node.rolls]" : null;
        SimImage[] images =
        [
            new SimImage(0, old, ""),
            new SimImage(OldRevision, old, "sha256:old"),
            new SimImage(NewRevision, target, "sha256:new", error, scenario.Change == ChangeKind.BrokenVersion),
            new SimImage(FixedRevision, target, "sha256:fixed"),
            new SimImage(ForeignRevision, target, "sha256:foreign"),
        ];
        foreach (var image in images) _versions[image.Revision] = RollVersion.Parse(image.Version.ToString());
        return images;
    }

    private static NodeRoles Map(SlotRoles roles)
    {
        if (roles == SlotRoles.All) return NodeRoles.All;
        var mapped = NodeRoles.None;
        if ((roles & SlotRoles.Master) != 0) mapped |= NodeRoles.Master;
        if ((roles & SlotRoles.Data) != 0) mapped |= NodeRoles.Data;
        if ((roles & SlotRoles.Content) != 0) mapped |= NodeRoles.DataContent;
        if ((roles & SlotRoles.Hot) != 0) mapped |= NodeRoles.DataHot;
        if ((roles & SlotRoles.Warm) != 0) mapped |= NodeRoles.DataWarm;
        if ((roles & SlotRoles.Cold) != 0) mapped |= NodeRoles.DataCold;
        if ((roles & SlotRoles.Frozen) != 0) mapped |= NodeRoles.DataFrozen;
        if ((roles & SlotRoles.Other) != 0) mapped |= NodeRoles.Ingest;
        return mapped;
    }
}
