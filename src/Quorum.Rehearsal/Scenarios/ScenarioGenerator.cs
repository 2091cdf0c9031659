using System.Collections.Immutable;
using System.Globalization;
using Quorum.Models.Kernel;
using Quorum.Rehearsal.Faults;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Scenarios;

/// <summary>Sizes a generator draws from.</summary>
public enum ScenarioSize
{
    /// <summary>3 to 9 slots.</summary>
    Small,

    /// <summary>Mostly 3 to 9 slots, some up to 30, a few up to 90.</summary>
    Mixed,
}

/// <summary>Makes a scenario from a seed: topology, indices, change and faults, each drawn from a stream of its own.</summary>
public static class ScenarioGenerator
{
    private const int Zones = 3, SmallPerZone = 3, MediumPerZone = 10, LargePerZone = 30;
    private const double MediumShare = 0.06, LargeShare = 0.004, RefreshShare = 0.15, AllBehindShare = 0.4;

    private static readonly string[] Tiers = ["data_hot", "data_warm", "data_cold"];

    public static Scenario Make(ulong seed, ScenarioSize size = ScenarioSize.Mixed, IReadOnlySet<FaultKind>? only = null)
    {
        var random = new SeededRandom(seed);
        var (shape, content, change) = (random.Fork("shape"), random.Fork("content"), random.Fork("change"));
        var tiers = 1 + (shape.Chance(0.25) ? 1 + shape.Next(2) : 0);
        var perZone = PerZone(shape, size);
        if (perZone < tiers) tiers = perZone;
        var slots = Slots(perZone, tiers, dedicated: perZone > tiers && shape.Chance(0.3));
        var indices = Indices(content, tiers, slots.Length);
        var kind = Change(change);
        var (faults, safety) = FaultPlanner.Plan(random.Fork("faults"), slots, only);
        return Refreshing(random.Fork("instances"), new Scenario
        {
            Seed = seed,
            Slots = slots,
            Indices = indices,
            Change = kind,
            BrokenSlot = change.Chance(0.5) ? change.Next(slots.Length) : -1,
            Faults = faults,
            SafetySeconds = safety,
            SettingMode = change.Chance(0.25),
            AllowZeroReplicas = change.Chance(0.5),
            Canary = change.Chance(0.8),
            RoomForTwo = change.Chance(0.2),
            Facts = Facts(random.Fork("facts")),
            RecoveryBytesPerSecond = change.Chance(0.2) ? 4L << 20 : 40L << 20,
        });
    }

    /// <summary>Instead of its change, some seeds replace instances: all of them, or those that nobody replaced yet. Their chance is a stream of its own.</summary>
    internal static Scenario Refreshing(SeededRandom random, Scenario scenario)
    {
        if (!random.Chance(RefreshShare)) return scenario;
        var all = random.Chance(AllBehindShare);
        return scenario with { Change = ChangeKind.NewInstances, BrokenSlot = -1, Slots = [.. scenario.Slots.Select(slot => slot with { Behind = all || random.Chance(0.5) })] };
    }

    internal static ChangeKind Change(SeededRandom random) => random.NextDouble() switch
    {
        < 0.45 => ChangeKind.SameVersion,
        < 0.75 => ChangeKind.NewVersion,
        < 0.9 => ChangeKind.BrokenConfiguration,
        _ => ChangeKind.BrokenVersion,
    };

    internal static UncertainFacts Facts(SeededRandom random) => new(random.Chance(0.5), random.Chance(0.5), random.Chance(0.5), random.Chance(0.5));

    private static int PerZone(SeededRandom random, ScenarioSize size)
    {
        var draw = random.NextDouble();
        if (size == ScenarioSize.Mixed && draw < LargeShare) return random.Next(MediumPerZone + 1, LargePerZone + 1);
        if (size == ScenarioSize.Mixed && draw < MediumShare) return random.Next(SmallPerZone + 1, MediumPerZone + 1);
        return random.Next(1, SmallPerZone + 1);
    }

    /// <summary>Zones a, b, c with <paramref name="perZone"/> slots each; the first of each zone is master-eligible.</summary>
    public static ImmutableArray<SlotPlan> Slots(int perZone, int tiers = 1, bool dedicated = false)
    {
        var slots = ImmutableArray.CreateBuilder<SlotPlan>(Zones * perZone);
        for (var zone = 0; zone < Zones; zone++)
        {
            for (var number = 1; number <= perZone; number++)
            {
                var letter = (char)('a' + zone);
                slots.Add(new SlotPlan(string.Create(CultureInfo.InvariantCulture, $"es-{letter}{number}"), $"us-east-1{letter}", RolesOf(number, tiers, dedicated)));
            }
        }
        slots.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return slots.MoveToImmutable();
    }

    private static SlotRoles RolesOf(int number, int tiers, bool dedicated)
    {
        if (number == 1 && dedicated) return SlotRoles.Master;
        var data = tiers == 1 ? SlotRoles.Data | SlotRoles.Content : ((number - (dedicated ? 2 : 1)) % tiers) switch
        {
            0 => SlotRoles.Hot | SlotRoles.Content,
            1 => SlotRoles.Warm,
            _ => SlotRoles.Cold,
        };
        return number == 1 ? data | SlotRoles.Master | SlotRoles.Other : data;
    }

    private static ImmutableArray<IndexPlan> Indices(SeededRandom random, int tiers, int slots)
    {
        var count = 1 + random.Next(3);
        var indices = ImmutableArray.CreateBuilder<IndexPlan>(count);
        for (var number = 0; number < count; number++)
        {
            var replicas = random.NextDouble() switch { < 0.05 => 0, < 0.78 => 1, _ => 2 };
            var shards = 1 + random.Next(slots > 2 * Zones * SmallPerZone ? slots : 5);
            var wait = replicas == 2 && random.Chance(0.2) ? 2 : 1;
            var tier = tiers == 1 ? "data_content" : number == 0 ? "data_content" : Tiers[random.Next(tiers)];
            indices.Add(new IndexPlan($"logs-{number}", shards, replicas, (long)(random.NextDouble() * random.NextDouble() * (2L << 30)), tier, wait));
        }
        return indices.MoveToImmutable();
    }
}
