using System.Collections.Immutable;
using Quorum.Rehearsal.Checks;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.Scenarios;
using Quorum.Rehearsal.World;

namespace Quorum.Rehearsal.Running;

/// <summary>What one rehearsal came to.</summary>
/// <param name="Virtual">Time that passed for the cluster.</param>
/// <param name="Hits">How often each kind of fault really struck, by <see cref="FaultKind"/>.</param>
/// <param name="Ends">Ends of the single runs.</param>
/// <param name="Timeline">Empty unless it was asked for.</param>
public sealed record RehearsalResult(
    Scenario Scenario, RehearsalEnd End, string Problem, ImmutableArray<Violation> Violations, TimeSpan Virtual, int[] Hits, ImmutableArray<string> Ends,
    int Runs, int Calls, int Stops, int Elections, int RedMoments, int Writes, int Acknowledged, int Sets, ImmutableArray<string> Timeline)
{
    public bool Failed => End is RehearsalEnd.Crashed or RehearsalEnd.Stuck or RehearsalEnd.Violated;

    /// <summary>What was broken, for comparing two failures: the invariant's name, or how it ended.</summary>
    public string Failure => Violations.IsEmpty ? End.ToString().ToLowerInvariant() : Violations[0].Invariant;
}

/// <summary>Plays one scenario to its end: a safety phase with faults, then a liveness phase without, in which the roll must arrive.</summary>
public static class Rehearse
{
    /// <summary>Virtual time after the last fault within which the roll must arrive: a recovery budget or two and some reruns.</summary>
    private static readonly TimeSpan LivenessLimit = TimeSpan.FromHours(12);

    /// <summary>Then everything must have settled.</summary>
    private static readonly TimeSpan SettlingLimit = TimeSpan.FromHours(4);

    private const long MostEvents = 5_000_000;
    private const int MostCallsPerSecond = 4, CallsToBegin = 4000;

    public static RehearsalResult Run(Scenario scenario, bool trace = false) => Run(scenario, null, trace);

    internal static RehearsalResult Run(Scenario scenario, IPortWrapper? wrapper, bool trace = false, Action<Operator>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        // Continuations must run here and now, in the order of the event queue; a test's own context would send them elsewhere.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Play(scenario, wrapper, trace, prepare);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static RehearsalResult Play(Scenario scenario, IPortWrapper? wrapper, bool trace, Action<Operator>? prepare)
    {
        var world = new SimWorld(scenario, trace);
        var people = new Operator(world, wrapper);
        world.Operator = people;
        prepare?.Invoke(people);
        world.Trouble.Schedule();
        if (scenario.WriteEverySeconds > 0) Writing(world);
        people.Start();
        var (end, problem) = Until(world, people);
        if (world.Checks.Violations.Count > 0) end = RehearsalEnd.Violated;
        return new RehearsalResult(
            scenario, end, problem, [.. world.Checks.Violations], world.Queue.Now - world.Begun, world.Trouble.Hits, [.. people.Ends],
            people.Runs, people.Calls, world.Checks.Stops, world.Checks.Elections, world.Checks.RedMoments, world.Checks.Writes, world.Checks.Acknowledged,
            world.Store.Record?.SetsDone ?? 0, trace ? [.. world.Trace!.Lines] : []);
    }

    private static (RehearsalEnd End, string Problem) Until(SimWorld world, Operator people)
    {
        var limit = world.Begun + TimeSpan.FromSeconds(world.Scenario.SafetySeconds) + LivenessLimit;
        var events = 0L;
        while (people.End is null && world.Checks.Violations.Count == 0)
        {
            if (!world.Queue.Step()) return (RehearsalEnd.Stuck, "nothing is going to happen any more");
            world.Checks.AfterEvent();
            if (world.Queue.Now > limit) return (RehearsalEnd.Stuck, $"no end {LivenessLimit.TotalHours:0} h after the last fault");
            if (++events > MostEvents) return (RehearsalEnd.Stuck, $"{MostEvents} events did not bring it to an end");
        }
        var seconds = (world.Queue.Now - world.Begun).TotalSeconds;
        if (people.Calls > CallsToBegin + MostCallsPerSecond * seconds) world.Checks.Fail("bounded-calls", $"{people.Calls} calls in {seconds:0} s");
        if (people.End is not { } end) return (RehearsalEnd.Violated, "");
        if (end is RehearsalEnd.Stuck or RehearsalEnd.Crashed) return (end, people.Problem);
        Settle(world);
        return (end, people.Problem);
    }

    private static void Settle(SimWorld world)
    {
        world.Trouble.End();
        var limit = world.Queue.Now + SettlingLimit;
        while (world.Queue.Now < limit && world.Checks.Violations.Count == 0)
        {
            if (world.Trouble.Ended && world.Search.Health() is { Status: Models.Elasticsearch.HealthStatus.Green, Initializing: 0, Relocating: 0 }) break;
            if (!world.Queue.Step()) break;
            world.Checks.AfterEvent();
        }
        if (world.Checks.Violations.Count == 0) world.Checks.Settled();
    }

    internal static void Writing(SimWorld world)
    {
        var random = world.Random.Fork("writer");
        Next();

        void Next() => world.Queue.After(TimeSpan.FromSeconds(world.Scenario.WriteEverySeconds * (0.5 + random.NextDouble())), () =>
        {
            world.Checks.Write(random);
            Next();
        });
    }
}
