using System.Collections.Immutable;
using Quorum.Models.Kernel;
using Quorum.Rollout;

namespace Quorum.Rehearsal.World;

/// <summary>The slots' instances as EC2 and their groups see them: what each was started from, and the next one when it ends.</summary>
internal sealed class SimMachines(SimWorld world)
{
    /// <summary>Of the launch template: what those that are behind were started from, and what the groups start now.</summary>
    public const int OldVersion = 1, NewVersion = 2;

    /// <summary>A group that gets no instance for long: no room in the zone.</summary>
    private const double ScarceShare = 0.05;

    private const double Soonest = 40, Spread = 160, ScarceSpread = 1000;
    private const string Template = "lt-0";

    private static readonly TimeSpan StaleFor = TimeSpan.FromSeconds(8);

    private readonly SeededRandom _random = world.Random.Fork("machines");
    private readonly Machine?[] _machines = new Machine?[world.Scenario.Slots.Length];
    private readonly (Machine Machine, TimeSpan At)?[] _ended = new (Machine, TimeSpan)?[world.Scenario.Slots.Length];

    public static LaunchVersion Wanted { get; } = new(Template, NewVersion);

    public bool Runs(int slot) => _machines[slot] is not null;

    public bool IsBehind(int slot) => _machines[slot] is { Version: OldVersion };

    /// <summary>The group starts one; when the cluster was made, some slots' were of the former version.</summary>
    public void Started(int slot, string id, bool atFirst) => _machines[slot] = new Machine(id, atFirst && world.Scenario.Slots[slot].Behind ? OldVersion : NewVersion);

    /// <summary>It is gone, by whosever hand.</summary>
    public void Gone(int slot)
    {
        if (_machines[slot] is { } machine) _ended[slot] = (machine, world.Queue.Now);
        _machines[slot] = null;
    }

    /// <summary>By slot, as EC2 lists them; for a moment it may go on to list what has ended.</summary>
    public InstanceSnapshot Read(DateTimeOffset at)
    {
        var slots = ImmutableArray.CreateBuilder<ImmutableArray<InstanceView>>(_machines.Length);
        for (var slot = 0; slot < _machines.Length; slot++)
        {
            var late = _machines[slot] is null && _ended[slot] is { } ended && world.Queue.Now - ended.At < StaleFor && world.Trouble.Strikes(Faults.FaultKind.StaleEcsReads) ? ended.Machine : null;
            slots.Add((_machines[slot] ?? late) is { } machine ? [new InstanceView(machine.Id, new LaunchVersion(Template, machine.Version))] : []);
        }
        return new InstanceSnapshot(at, slots.MoveToImmutable());
    }

    /// <summary>Ends the instance of that id, and the slot's group starts another; one that has ended is none.</summary>
    public void Terminate(string id, Running.SimRunner runner)
    {
        var slot = Array.FindIndex(_machines, machine => machine?.Id == id);
        if (slot < 0) return;
        world.Checks.Ending(slot, runner);
        world.EndInstance(slot);
        var wait = _random.Chance(ScarceShare) ? Soonest + ScarceSpread * _random.NextDouble() : Soonest + Spread * _random.NextDouble();
        world.Queue.After(TimeSpan.FromSeconds(wait), () => world.Register(slot));
    }

    private sealed record Machine(string Id, int Version);
}
