using System.Globalization;
using System.Text;
using Quorum.Rehearsal.Faults;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Rehearsal.Running;

/// <param name="Failure">Name of the broken invariant, or <c>crashed</c>, <c>stuck</c>.</param>
/// <param name="Trace">Path of the minimised, replayable trace.</param>
public sealed record RehearsalFailure(ulong Seed, string Failure, string Text, string Trace, int Faults, int Slots);

/// <summary>What many rehearsals came to, in numbers.</summary>
public sealed class RehearsalReport(RehearsalOptions options)
{
    /// <summary>Exit codes that tell the three kinds of failure apart.</summary>
    public const int ExitCrash = 127, ExitStuck = 128, ExitInvariant = 129;

    private readonly SortedDictionary<string, int> _ends = new(StringComparer.Ordinal), _runEnds = new(StringComparer.Ordinal);
    private readonly int[] _hits = new int[Enum.GetValues<FaultKind>().Length];

    public RehearsalOptions Options { get; } = options;

    public int Rehearsals { get; private set; }

    /// <summary>Runs of the driver: reruns after a kill or a halt count.</summary>
    public int Rolls { get; private set; }

    public TimeSpan Virtual { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    public long AllocatedBytes { get; private set; }

    public int Stops { get; private set; }

    public int RedMoments { get; private set; }

    public long Writes { get; private set; }

    public long Acknowledged { get; private set; }

    public int Crashed { get; private set; }

    public int Stuck { get; private set; }

    public int Violated { get; private set; }

    /// <summary>Ends of rehearsals, by name.</summary>
    public IReadOnlyDictionary<string, int> Ends => _ends;

    /// <summary>Ends of single runs, by name and reason.</summary>
    public IReadOnlyDictionary<string, int> RunEnds => _runEnds;

    public List<RehearsalFailure> Failures { get; } = [];

    /// <summary>Of a replay.</summary>
    public List<string> Timeline { get; } = [];

    public bool Passed => Crashed + Stuck + Violated == 0;

    public double PerSecond => Elapsed > TimeSpan.Zero ? Rehearsals / Elapsed.TotalSeconds : 0;

    /// <summary>Runs of the driver, each from the lock to its outcome, for each second of real time.</summary>
    public double RolloutsPerSecond => Elapsed > TimeSpan.Zero ? Rolls / Elapsed.TotalSeconds : 0;

    /// <summary>Processor time of the whole process while it played.</summary>
    public TimeSpan Processor { get; private set; }

    /// <summary>Virtual time for each second of real time.</summary>
    public double Speed => Elapsed > TimeSpan.Zero ? Virtual / Elapsed : 0;

    /// <summary>0, or the gravest of <see cref="ExitCrash"/>, <see cref="ExitInvariant"/>, <see cref="ExitStuck"/>.</summary>
    public int ExitCode => Crashed > 0 ? ExitCrash : Violated > 0 ? ExitInvariant : Stuck > 0 ? ExitStuck : 0;

    public int HitsOf(FaultKind kind) => _hits[(int)kind];

    public int KindsHit => _hits.Count(hits => hits > 0);

    internal void Add(RehearsalResult result)
    {
        Rehearsals++;
        Rolls += result.Runs;
        Virtual += result.Virtual;
        Stops += result.Stops;
        RedMoments += result.RedMoments;
        Writes += result.Writes;
        Acknowledged += result.Acknowledged;
        if (result.End == RehearsalEnd.Crashed) Crashed++;
        if (result.End == RehearsalEnd.Stuck) Stuck++;
        if (result.End == RehearsalEnd.Violated) Violated++;
        Count(_ends, result.End.ToString());
        foreach (var end in result.Ends) Count(_runEnds, end);
        for (var kind = 0; kind < _hits.Length; kind++) _hits[kind] += result.Hits[kind];
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    internal void Finish(TimeSpan elapsed, TimeSpan processor, long allocated) => (Elapsed, Processor, AllocatedBytes) = (elapsed, processor, allocated);

    public override string ToString()
    {
        var text = new StringBuilder();
        var invariant = CultureInfo.InvariantCulture;
        if (Options.Live is { } live) text.Append(invariant, $"from the live cluster: {live.Slots.Length} slots, {live.Indices.Length} indices, {live.Indices.Sum(index => index.Shards * (1 + index.Replicas))} copies of an assumed {LiveScenario.AssumedBytesPerShard >> 30} GiB each\n");
        text.Append(invariant, $"seeds {Options.FirstSeed} to {Options.FirstSeed + (ulong)Options.Seeds - 1}: {Rehearsals:N0} rehearsals, {Rolls:N0} runs of the driver, {Stops:N0} restarts\n");
        text.Append(invariant, $"speed: {PerSecond:N0} rehearsals/s, {RolloutsPerSecond:N0} rollouts/s, virtual : real = {Speed:N0} : 1 ({Virtual.TotalHours:N0} h in {Elapsed.TotalSeconds:0.0} s)\n");
        text.Append(invariant, $"cost: {Processor.TotalSeconds:0.0} s of processor time on {Environment.ProcessorCount} cores ({Rolls / Math.Max(Processor.TotalSeconds, 0.001):N0} rollouts per core and second), {(Rolls == 0 ? 0 : AllocatedBytes / Rolls / 1024):N0} KiB allocated per rollout\n");
        text.Append(invariant, $"client: {Writes:N0} writes, {Acknowledged:N0} acknowledged; {RedMoments:N0} red moments, all by faults\n");
        text.Append(invariant, $"violations: {Violated}, stuck: {Stuck}, crashed: {Crashed}\n");
        text.Append("ends: ").AppendJoin(", ", _ends.Select(end => $"{end.Key} {end.Value.ToString("N0", invariant)}")).Append('\n');
        text.Append("single runs: ").AppendJoin(", ", _runEnds.OrderByDescending(end => end.Value).Select(end => $"{end.Key} {end.Value.ToString("N0", invariant)}")).Append('\n');
        text.Append(invariant, $"faults that struck ({KindsHit} of {_hits.Length} kinds): ");
        text.AppendJoin(", ", Enum.GetValues<FaultKind>().OrderByDescending(kind => _hits[(int)kind]).Select(kind => $"{kind} {_hits[(int)kind].ToString("N0", invariant)}")).Append('\n');
        foreach (var failure in Failures) text.Append(invariant, $"FAILED seed {failure.Seed}: {failure.Failure}: {failure.Text}\n  {failure.Slots} slots, {failure.Faults} faults left; ./build.sh Rehearse --replay {failure.Trace}\n");
        return text.ToString();
    }
}
